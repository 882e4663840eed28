//! Makes so many calls and ends: `instructions assume_role 1000`. Run it under callgrind with N and with 2N calls; the
//! difference is what N warm calls cost. Without arguments it does nothing, since `cargo bench` may run it.

use support::{Call, Failure};

mod support;

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let [name, times] = words.as_slice() else { return Ok(()) };
    let call = Call::ALL.into_iter().find(|call| call.name() == name).ok_or("no such call")?;
    let client = call.client()?;
    tokio::runtime::Builder::new_current_thread().build()?.block_on(call.repeat(&client, times.parse()?))
}
