//! Prints how many passwords per second raw Argon2id hashes on the core it runs on, with the server's parameters.
//! Invariant: nothing but hashing is timed.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Block, Params, Version};

/// 19 MiB, two passes, one lane: what the server uses (OWASP's first choice).
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
const LONG_ENOUGH: Duration = Duration::from_secs(5);

fn main() -> Result<(), argon2::Error> {
    let parameters = Params::new(MEMORY_KIB, PASSES, LANES, Some(32))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
    let mut memory = vec![Block::default(); argon2.params().block_count()];
    let mut hash = [0; 32];
    let mut one = || {
        let password = black_box(b"correct horse battery staple");
        argon2.hash_password_into_with_memory(password, b"sixteen bytes ok", &mut hash, &mut memory)
    };
    one()?;
    let (started, mut count) = (Instant::now(), 0_u32);
    while started.elapsed() < LONG_ENOUGH {
        one()?;
        count += 1;
    }
    println!("{:.3}", f64::from(count) / started.elapsed().as_secs_f64());
    Ok(())
}
