//! How many allocations a warm call makes: `get_caller_identity 31.0 allocations 5120 bytes`, one line a call.
//!
//! Apart from the other measurements, since a counting allocator costs instructions and time.

use support::{Call, Failure};

mod support;

const CALLS: u32 = 1000;

fn main() -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    for call in Call::ALL {
        let client = call.client()?;
        runtime.block_on(call.repeat(&client, 1))?;
        let mut outcome = Ok(());
        let counted = allocation_counter::measure(|| outcome = runtime.block_on(call.repeat(&client, CALLS as usize)));
        outcome?;
        let per_call = |total: u64| total as f64 / f64::from(CALLS);
        println!(
            "{} {:.1} allocations {:.0} bytes",
            call.name(),
            per_call(counted.count_total),
            per_call(counted.bytes_total)
        );
    }
    Ok(())
}
