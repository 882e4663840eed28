//! What nothing looks at is not bound.

use crate::ir::endpoint::{Condition, Outcome, Rule, Rules, Value};

use super::expressions::presence;

/// Removes bindings that nothing mentions; of what may be unset, that it is set is still tested.
pub(super) fn prune(rules: &mut Rules) {
    for rule in &mut rules.rules {
        prune_rule(rule);
    }
    let used = |name: &str| rules.rules.iter().any(|rule| rule_mentions(rule, name));
    rules.required.retain(|required| used(&required.variable));
}

fn prune_rule(rule: &mut Rule) {
    if let Outcome::Tree(rules) = &mut rule.outcome {
        rules.iter_mut().for_each(prune_rule);
    }
    let mut kept: Vec<Condition> = Vec::new();
    while let Some(condition) = rule.conditions.pop() {
        let used = |name: &str| mentioned(kept.iter().rev(), &rule.outcome, name);
        match condition {
            Condition::Let(name, _) if !used(&name) => {}
            Condition::Some(name, value) if !used(&name) => kept.push(Condition::Test(presence(value, true))),
            condition => kept.push(condition),
        }
    }
    kept.reverse();
    rule.conditions = kept;
}

fn rule_mentions(rule: &Rule, name: &str) -> bool {
    mentioned(rule.conditions.iter(), &rule.outcome, name)
}

fn mentioned<'c>(mut conditions: impl Iterator<Item = &'c Condition>, outcome: &Outcome, name: &str) -> bool {
    let in_condition = |condition: &Condition| match condition {
        Condition::Test(value) | Condition::Some(_, value) | Condition::Let(_, value) => value.mentions(name),
    };
    let all = |values: &[Option<&Value>]| values.iter().flatten().any(|value| value.mentions(name));
    conditions.any(in_condition)
        || match outcome {
            Outcome::Tree(rules) => rules.iter().any(|rule| rule_mentions(rule, name)),
            Outcome::Error(message) => message.mentions(name),
            Outcome::Endpoint { url, signing_name, signing_region, headers, raw_path: _ } => {
                all(&[Some(url), signing_name.as_ref(), signing_region.as_ref()])
                    || headers.iter().any(|(_, value)| value.mentions(name))
            }
        }
}
