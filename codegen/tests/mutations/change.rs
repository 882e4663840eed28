//! Random changes of a model: of its tree, so that most of it stays a model, and of its bytes.

use serde_json::Value;

/// A xorshift generator, <https://www.jstatsoft.org/article/view/v008i14>.
pub(crate) struct Random(u64);

impl Random {
    /// The numbers of one round, always the same.
    pub(crate) fn of_round(round: u64) -> Self {
        Self((round + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }
}

/// Pointers to everything in a value.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut child = |key: &str, value: &Value| {
        let pointer = format!("{at}/{}", key.replace('~', "~0").replace('/', "~1"));
        pointers(value, &pointer, found);
        found.push(pointer);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(key, value)| child(key, value)),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| child(&index.to_string(), value)),
        _ => {}
    }
}

/// A value to put in the place of another: a plain one, or one from elsewhere in the model.
fn other(model: &Value, all: &[String], random: &mut Random) -> Value {
    const TEXTS: &[&str] = &[
        "",
        "a b",
        "self",
        "_",
        "1",
        "Self",
        "::",
        "*/",
        "\"",
        "\\",
        "{",
        "{A}",
        "é",
        "com.example#Name",
        "smithy.api#String",
        "smithy.api#Unit",
        "structure",
        "list",
        "map",
        "union",
        "enum",
        "timestamp",
        "operation",
        "^(",
        "^[a-]+$",
        "crate::A",
        "fn",
        "async",
        "{}",
        "{0}",
        "r#\"",
        "/// a\nfn b() {}",
        "a\u{0}b",
        "\u{202E}a",
        "1.5",
        "-1",
        "2020-01-01",
        "stringEquals",
        "epoch-seconds",
    ];
    match random.below(14) {
        0 => Value::Null,
        1 => Value::Bool(true),
        2 => Value::from(-1),
        3 => Value::from(u64::MAX),
        4 => Value::from(1e300),
        5 => Value::Array(Vec::new()),
        6 => Value::Object(serde_json::Map::new()),
        7 => Value::from("a".repeat(5000)),
        8 => (0..100).fold(Value::Null, |inner, _| Value::Array(vec![inner])),
        9 | 10 => Value::from(TEXTS[random.below(TEXTS.len())]),
        _ => model.pointer(&all[random.below(all.len())]).cloned().unwrap_or_default(),
    }
}

/// A changed text, and what was changed: the tree that it is, or its bytes.
pub(crate) fn mutate(text: &str, random: &mut Random) -> (String, String) {
    if random.below(4) == 0 { bytes(text, random) } else { tree(text, random) }
}

/// One to three changes of the tree.
fn tree(text: &str, random: &mut Random) -> (String, String) {
    let mut model: Value = serde_json::from_str(text).expect("the subject is JSON");
    let mut done = Vec::new();
    for _ in 0..=random.below(3) {
        let mut all = Vec::new();
        pointers(&model, "", &mut all);
        if all.is_empty() {
            break;
        }
        let pointer = all[random.below(all.len())].clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a parent");
        let key = key.replace("~1", "/").replace("~0", "~");
        let value = other(&model, &all, random);
        let choice = random.below(4);
        done.push(format!("{choice} {pointer} {value}"));
        match (model.pointer_mut(parent), choice) {
            (Some(Value::Object(object)), 0) => drop(object.shift_remove(&key)),
            (Some(Value::Object(object)), 1) => {
                // Under another name: its own in another case, or one that Rust keeps for itself.
                let moved = object.get(&key).cloned().unwrap_or_default();
                let names =
                    [key.to_uppercase(), key.to_lowercase(), format!("{key}2"), "self".to_owned(), "1 x".to_owned()];
                object.insert(names[random.below(names.len())].clone(), moved);
            }
            (Some(Value::Object(object)), _) => drop(object.insert(key, value)),
            (Some(Value::Array(list)), 0) => drop(list.remove(key.parse().expect("an index"))),
            (Some(Value::Array(list)), 1) => list.push(value),
            (Some(Value::Array(list)), _) => list[key.parse::<usize>().expect("an index")] = value,
            (other, _) => panic!("{parent} is {other:?}"),
        }
    }
    (model.to_string(), done.join("; "))
}

/// One to four changes of the bytes; what is not UTF-8 afterwards becomes replacement characters.
fn bytes(text: &str, random: &mut Random) -> (String, String) {
    let mut bytes = text.as_bytes().to_vec();
    let mut done = Vec::new();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(20)).min(bytes.len());
        let choice = random.below(6);
        done.push(format!("bytes {choice} {at}..{end}"));
        match choice {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let copy = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                drop(bytes.splice(to..to, copy));
            }
            3 => {
                let flipped = bytes[at] ^ (1 << random.below(8));
                bytes[at] = flipped;
            }
            4 => bytes.insert(at, b"\"\\{}[]:,0-x\n"[random.below(12)]),
            _ => bytes[at] = u8::try_from(random.below(256)).expect("a byte"),
        }
        if bytes.is_empty() {
            break;
        }
    }
    (String::from_utf8_lossy(&bytes).into_owned(), done.join("; "))
}
