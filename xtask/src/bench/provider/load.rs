//! Several that ask at once, as quickly as they are answered. Invariant: every answer that is counted was what was asked for.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;

use super::super::platform::processor_time;
use crate::process;

/// Asks one thing and takes the answer.
pub(in crate::bench) trait Asks: Send {
    fn ask(&mut self) -> Result<()>;
}

impl<F: FnMut() -> Result<()> + Send> Asks for F {
    fn ask(&mut self) -> Result<()> {
        self()
    }
}

/// What was answered, and how long it all took.
#[derive(Default)]
pub(in crate::bench) struct Load {
    times: Vec<Duration>,
    elapsed: Duration,
    processor: Duration,
}

impl Load {
    pub(in crate::bench) fn add(&mut self, more: Self) {
        self.times.extend(more.times);
        self.elapsed += more.elapsed;
        self.processor += more.processor;
    }

    pub(in crate::bench) fn per_second(&self) -> f64 {
        u32::try_from(self.times.len()).map_or(f64::INFINITY, f64::from) / self.elapsed.as_secs_f64()
    }

    /// How long each kept a processor busy, in microseconds: also where others need the core meanwhile.
    pub(in crate::bench) fn processor_microseconds(&self) -> f64 {
        self.processor.as_secs_f64() * 1e6 / self.times.len() as f64
    }

    pub(in crate::bench) fn sorted_times(mut self) -> Vec<Duration> {
        self.times.sort_unstable();
        self.times
    }
}

/// All of them at once, each one thing at a time, for so long, of the server that is this process.
pub(in crate::bench) fn at_once<A: Asks>(askers: &mut [A], process: u32, length: Duration) -> Result<Load> {
    let before = processor_time(process)?;
    let started = Instant::now();
    let ask = |asker: &mut A| {
        let mut times = Vec::new();
        while started.elapsed() < length && !process::interrupted() {
            let asked = Instant::now();
            asker.ask()?;
            times.push(asked.elapsed());
        }
        Ok(times)
    };
    let times = thread::scope(|scope| {
        let ask = &ask;
        let loads: Vec<_> = askers
            .iter_mut()
            .map(|asker| scope.spawn(move || ask(asker)))
            .collect();
        let times = loads
            .into_iter()
            .map(|load| load.join().expect("the load does not panic"));
        times.collect::<Result<Vec<_>>>()
    })?;
    Ok(Load {
        times: times.concat(),
        elapsed: started.elapsed(),
        processor: processor_time(process)? - before,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_ask_and_turns_add_up() {
        let mut asked = [0_u32, 0];
        let load = {
            let mut askers: Vec<_> = asked
                .iter_mut()
                .map(|count| {
                    move || {
                        *count += 1;
                        Ok(())
                    }
                })
                .collect();
            let mut load = at_once(&mut askers, std::process::id(), Duration::from_millis(20)).unwrap();
            load.add(at_once(&mut askers, std::process::id(), Duration::from_millis(20)).unwrap());
            load
        };
        assert!(load.elapsed >= Duration::from_millis(40) && load.per_second() > 0.0);
        assert_eq!(
            load.sorted_times().len(),
            usize::try_from(asked[0] + asked[1]).unwrap()
        );
        assert!(asked.iter().all(|count| *count > 0));
    }

    #[test]
    fn one_wrong_answer_spoils_it() {
        let mut askers = [|| anyhow::bail!("no")];
        assert!(at_once(&mut askers, std::process::id(), Duration::from_secs(9)).is_err());
    }
}
