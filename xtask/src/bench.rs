//! `cargo xtask bench`: runs all measurements in release and prints them beside their budgets, as they are. Knows how
//! each is taken, not what is right: nothing fails for being slow.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    Failure,
    run::{cargo, check, executable, output, target_directory},
};

/// The names that the benches of `sts-sdk` give to the two calls, and the budgets that only they have.
const CALLS: [Budget; 2] = [
    Budget { call: "get_caller_identity", time: "2.5 to 3.6 us", instructions: "25,000", allocations: "" },
    Budget { call: "assume_role", time: "3.0 to 4.5 us", instructions: "35,000", allocations: "40" },
];

/// Calls in the shorter of the two runs under callgrind; the other makes twice as many.
const COUNTED_CALLS: u64 = 500;

mod builds;

pub(crate) use builds::run as builds;

struct Budget {
    call: &'static str,
    /// A twelfth of what the official client takes, from its best to its worst run.
    time: &'static str,
    /// Outside SHA-256 compression.
    instructions: &'static str,
    allocations: &'static str,
}

pub(crate) fn run() -> Result<(), Failure> {
    let target = target_directory();
    let mut rows = Vec::new();
    check(&mut cargo(&["bench", "--package", "sts-sdk", "--bench", "client"]))?;
    for budget in &CALLS {
        rows.push(Row::new(budget.call, "time", &median(&target, "call", budget.call), budget.time));
        for part in ["serialize", "sign", "parse"] {
            rows.push(Row::new(budget.call, part, &median(&target, part, budget.call), ""));
        }
    }
    allocations(&mut rows)?;
    if installed("valgrind") {
        instructions(&target, &mut rows)?;
    } else {
        println!("instructions are not counted: valgrind is not installed (`apt-get install valgrind`)");
    }
    check(&mut cargo(&["bench", "--package", "aws-query-codegen", "--bench", "generate"]))?;
    for (model, time, memory) in [("sts", "50 ms", ""), ("sns", "", ""), ("iam", "600 ms", "150 MB")] {
        rows.push(Row::new("generator", model, &median(&target, "generate", model), time));
        let report = output(&mut cargo(&[
            "bench",
            "--quiet",
            "--package",
            "aws-query-codegen",
            "--bench",
            "memory",
            "--",
            model,
        ]))?;
        let line = report.lines().find_map(|line| line.strip_prefix(model)).unwrap_or(" not measured");
        rows.push(Row::new("generator", &format!("{model}, peak memory"), line.trim(), memory));
    }
    print(&rows);
    Ok(())
}

fn allocations(rows: &mut Vec<Row>) -> Result<(), Failure> {
    let report = output(&mut cargo(&["bench", "--quiet", "--package", "sts-sdk", "--bench", "allocations"]))?;
    for budget in &CALLS {
        // `assume_role 36.0 allocations 7000 bytes`
        let line = report.lines().find_map(|line| line.strip_prefix(budget.call)).unwrap_or(" not reported");
        rows.push(Row::new(budget.call, "allocations", line.trim(), budget.allocations));
    }
    Ok(())
}

fn instructions(target: &Path, rows: &mut Vec<Row>) -> Result<(), Failure> {
    let program =
        executable(&["bench", "--package", "sts-sdk", "--bench", "instructions", "--no-run"], "instructions")?;
    for budget in &CALLS {
        let (once, twice) = (count(target, &program, budget.call, 1)?, count(target, &program, budget.call, 2)?);
        let per_call = |once: u64, twice: u64| twice.saturating_sub(once) / COUNTED_CALLS;
        let total = per_call(once.total, twice.total);
        let outside = total.saturating_sub(per_call(once.compression, twice.compression));
        rows.push(Row::new(budget.call, "instructions, SHA-256 in software", &thousands(total), ""));
        rows.push(Row::new(budget.call, "instructions outside SHA-256", &thousands(outside), budget.instructions));
    }
    Ok(())
}

/// Instructions of a whole run.
struct Counted {
    total: u64,
    /// In sha2's compression function. Valgrind knows no SHA instructions: it is the software's.
    compression: u64,
}

fn count(target: &Path, program: &Path, call: &str, times: u64) -> Result<Counted, Failure> {
    let directory = target.join("callgrind");
    fs::create_dir_all(&directory)?;
    let file = directory.join(format!("{call}.{times}.out"));
    output(
        Command::new("valgrind")
            .args(["--tool=callgrind", "--quiet"])
            .arg(format!("--callgrind-out-file={}", file.display()))
            .arg(program)
            .args([call, &(times * COUNTED_CALLS).to_string()]),
    )?;
    let report = output(Command::new("callgrind_annotate").args(["--auto=no", "--threshold=100"]).arg(&file))?;
    let mut counted = Counted { total: 0, compression: 0 };
    for line in report.lines() {
        // `35,112,470 (21.82%)  src/sha256/soft.rs:sha2::sha256::soft::compress [program]`
        let Some((number, what)) = line.trim_start().split_once(' ') else { continue };
        let Ok(number) = number.replace(',', "").parse::<u64>() else { continue };
        if what.contains("PROGRAM TOTALS") {
            counted.total = number;
        } else if what.contains(":sha2::") && what.contains("compress") {
            counted.compression += number;
        }
    }
    if counted.total == 0 || counted.compression == 0 {
        return Err(format!("callgrind_annotate says nothing of {call} or of SHA-256 in it").into());
    }
    Ok(counted)
}

// The median, from criterion's report.
fn median(target: &Path, group: &str, bench: &str) -> String {
    let file = target.join("criterion").join(group).join(bench).join("new/estimates.json");
    let report = fs::read_to_string(file).ok().and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let median = report.as_ref().and_then(|report| report.pointer("/median/point_estimate")?.as_f64());
    median.map_or_else(|| "not measured".to_owned(), duration)
}

fn duration(nanoseconds: f64) -> String {
    if nanoseconds < 1e6 { format!("{:.2} us", nanoseconds / 1e3) } else { format!("{:.1} ms", nanoseconds / 1e6) }
}

fn installed(program: &str) -> bool {
    let status = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// `76727` as `76,727`.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

struct Row([String; 4]);

impl Row {
    fn new(subject: &str, what: &str, measured: &str, budget: &str) -> Self {
        Self([subject, what, measured, budget].map(str::to_owned))
    }
}

fn print(rows: &[Row]) {
    println!("\n{:<20} {:<34} {:>30}  budget", "", "", "measured");
    for Row([subject, what, measured, budget]) in rows {
        println!("{}", format!("{subject:<20} {what:<34} {measured:>30}  {budget}").trim_end());
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn durations_have_a_unit() {
        for (nanoseconds, text) in [(7654.0, "7.65 us"), (999_000.0, "999.00 us"), (47_507_050.0, "47.5 ms")] {
            assert_eq!(super::duration(nanoseconds), text);
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(super::thousands(number), text);
        }
    }
}
