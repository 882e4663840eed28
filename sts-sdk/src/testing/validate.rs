//! Checks parameters against the table of constraints and says all that is wrong at once, in the service's form:
//!
//! ```text
//! 2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null;
//! Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must have length greater than or equal to 2
//! ```

use super::answer::Failure;
use super::constraints::{Member, Pattern, Rule};
use super::params::Param;

/// Checks the parameters of an operation.
pub(super) fn validate(params: &Param, input: &[Member]) -> Result<(), Failure> {
    let mut violations = Violations::default();
    violations.members(params, input, "")?;
    violations.into_result()
}

/// A single violation, for rules that are not in the table.
pub(super) fn violation(value: &str, path: &str, constraint: &str) -> Failure {
    let mut violations = Violations::default();
    violations.add(Some(value), path, constraint);
    violations.failure()
}

#[derive(Default)]
struct Violations {
    texts: Vec<String>,
}

impl Violations {
    fn members(&mut self, params: &Param, members: &[Member], prefix: &str) -> Result<(), Failure> {
        for member in members {
            let path = format!("{prefix}{}", lower_first(member.name));
            match params.get(member.name) {
                Some(param) => self.value(param, &member.rule, &path, member.secret)?,
                None if member.required => self
                    .texts
                    .push(format!("Value null at '{path}' failed to satisfy constraint: Member must not be null")),
                None => {}
            }
        }
        Ok(())
    }

    fn value(&mut self, param: &Param, rule: &Rule, path: &str, secret: bool) -> Result<(), Failure> {
        let unreadable = |expected: &str| Failure::malformed(format!("'{path}' is not {expected}"));
        match rule {
            Rule::Text(min, max, pattern) => {
                let text = param.text().ok_or_else(|| unreadable("a string"))?;
                self.text(text, (*min, *max, *pattern), path, secret);
            }
            Rule::OneOf(values) => {
                let text = param.text().ok_or_else(|| unreadable("a string"))?;
                if !values.contains(&text) {
                    let constraint = format!("Member must satisfy enum value set: [{}]", values.join(", "));
                    self.add(Some(text), path, &constraint);
                }
            }
            Rule::Integer(min, max) => {
                // The wire's integers have 32 bits.
                let number: i32 =
                    param.text().and_then(|text| text.parse().ok()).ok_or_else(|| unreadable("an integer"))?;
                self.range(number, (*min, *max), path);
            }
            Rule::List(min, max, rule) => {
                let elements = param.elements().ok_or_else(|| unreadable("a list"))?;
                let shown = format!("[{} elements]", elements.len());
                self.length(elements.len(), (*min, *max), Some(&shown), path);
                for (index, element) in elements {
                    self.value(element, rule, &format!("{path}.{index}.member"), secret)?;
                }
            }
            Rule::Structure(members) => {
                if !param.is_structure() {
                    return Err(unreadable("a structure"));
                }
                self.members(param, members, &format!("{path}."))?;
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str, (min, max, pattern): (usize, usize, Option<&Pattern>), path: &str, secret: bool) {
        let shown = (!secret).then_some(text);
        self.length(text.chars().count(), (min, max), shown, path);
        if let Some(pattern) = pattern {
            let empty = text.is_empty() && pattern.text.ends_with('+');
            if empty || !text.chars().all(pattern.accepts) {
                let constraint = format!("Member must satisfy regular expression pattern: {}", pattern.text);
                self.add(shown, path, &constraint);
            }
        }
    }

    fn length(&mut self, length: usize, (min, max): (usize, usize), shown: Option<&str>, path: &str) {
        if length < min {
            let constraint = format!("Member must have length greater than or equal to {min}");
            self.add(shown, path, &constraint);
        }
        if length > max {
            let constraint = format!("Member must have length less than or equal to {max}");
            self.add(shown, path, &constraint);
        }
    }

    fn range(&mut self, number: i32, (min, max): (i64, i64), path: &str) {
        let shown = number.to_string();
        if i64::from(number) < min {
            let constraint = format!("Member must have value greater than or equal to {min}");
            self.add(Some(&shown), path, &constraint);
        }
        if i64::from(number) > max {
            let constraint = format!("Member must have value less than or equal to {max}");
            self.add(Some(&shown), path, &constraint);
        }
    }

    // Value 'x' at 'roleSessionName' failed ..; of a secret: Value at 'tokenCode' failed ..
    fn add(&mut self, value: Option<&str>, path: &str, constraint: &str) {
        let value = value.map(|value| format!(" '{value}'")).unwrap_or_default();
        self.texts.push(format!("Value{value} at '{path}' failed to satisfy constraint: {constraint}"));
    }

    fn into_result(self) -> Result<(), Failure> {
        if self.texts.is_empty() { Ok(()) } else { Err(self.failure()) }
    }

    fn failure(&self) -> Failure {
        let plural = if self.texts.len() == 1 { "" } else { "s" };
        Failure::validation(format!(
            "{} validation error{plural} detected: {}",
            self.texts.len(),
            self.texts.join("; ")
        ))
    }
}

// RoleArn is roleArn in messages.
fn lower_first(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
