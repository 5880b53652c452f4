//! Child processes. Invariant: whatever is started here has a process group of its own and ends with this process:
//! on Ctrl-C, when a sibling fails, and when the value that holds it is dropped.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio},
    sync::{Arc, OnceLock, atomic::AtomicBool, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process_group};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

const POLL: Duration = Duration::from_millis(40);
const GRACE: Duration = Duration::from_secs(8);

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From now on Ctrl-C and friends are noted, and whoever waits ends what it waits for.
pub(crate) fn listen_for_signals() -> Result<()> {
    let flag = INTERRUPTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(flag)).context("cannot listen for Ctrl-C")?;
    }
    Ok(())
}

/// Whether somebody wants this process to end.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}

/// A child process that ends when this value goes.
pub(crate) struct Running {
    name: String,
    child: Child,
    ended: bool,
}

impl Running {
    /// Starts `command`; `name` is what people call it.
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        let child = command.stdin(Stdio::null()).process_group(0).spawn();
        let child = child.with_context(|| format!("cannot start {name} ({})", line(command)))?;
        Ok(Self {
            name: name.to_owned(),
            child,
            ended: false,
        })
    }

    /// Waits for the end; an interruption ends it.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.poll()? {
                return Ok(status);
            }
            if interrupted() {
                self.stop();
                bail!("interrupted");
            }
            thread::sleep(POLL);
        }
    }

    /// How it ended, if it has.
    pub(crate) fn poll(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        self.ended |= status.is_some();
        Ok(status)
    }

    /// Its standard output and error, where the command was told to pipe them and nobody has taken them yet.
    pub(crate) fn take_output(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        (self.child.stdout.take(), self.child.stderr.take())
    }

    /// What people call it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Its process id, which is the id of its group too.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks the whole group to end, and makes it end when it does not.
    pub(crate) fn stop(&mut self) {
        if self.ended {
            return;
        }
        self.signal(Signal::TERM);
        let patience = Instant::now() + GRACE;
        while Instant::now() < patience {
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            thread::sleep(POLL);
        }
        self.signal(Signal::KILL);
        let _gone = self.child.wait();
        self.ended = true;
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // An error means that there is nobody left to tell.
            let _nobody_left = kill_process_group(group, signal);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs `command` to its end with its output on ours; anything but success is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("  $ {}", line(command));
    let name = command.get_program().to_string_lossy().into_owned();
    let status = Running::start(&name, command)?.wait()?;
    ensure!(status.success(), "`{}` failed ({status})", line(command));
    Ok(())
}

/// Like [`run`], and also returns what it wrote to standard output.
pub(crate) fn run_and_read(command: &mut Command) -> Result<String> {
    println!("  $ {}", line(command));
    let name = command.get_program().to_string_lossy().into_owned();
    let mut running = Running::start(&name, command.stdout(Stdio::piped()))?;
    let pipe = running
        .child
        .stdout
        .take()
        .context("standard output was asked for")?;
    let reader = thread::spawn(move || {
        let mut text = String::new();
        for written in BufReader::new(pipe).lines().map_while(Result::ok) {
            // Who closed our output does not want to read on; the count goes on all the same.
            let _unread = writeln!(std::io::stdout(), "{written}");
            text.push_str(&written);
            text.push('\n');
        }
        text
    });
    let status = running.wait()?;
    let text = reader.join().unwrap_or_default();
    ensure!(status.success(), "`{}` failed ({status})", line(command));
    Ok(text)
}

/// What `command` writes to standard output, quietly; `None` when it cannot be run or fails.
pub(crate) fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    let prefix = format!("{}/", super::project::root().display());
    words.join(" ").replace(&prefix, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_is_an_error_that_names_it() {
        let error = run(Command::new("sh").args(["-c", "exit 3"]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("sh -c exit 3") && error.contains('3'), "{error}");
    }

    #[test]
    fn dropping_ends_the_whole_group() {
        let started = Instant::now();
        let mut shell = Command::new("sh");
        let running = Running::start("shell", shell.args(["-c", "sleep 60 & sleep 60"])).unwrap();
        let group = Pid::from_raw(i32::try_from(running.id()).unwrap()).unwrap();
        drop(running);
        assert!(started.elapsed() < GRACE, "TERM is enough for a shell");
        let patience = Instant::now() + Duration::from_secs(5);
        while rustix::process::test_kill_process_group(group).is_ok() {
            assert!(Instant::now() < patience, "a grandchild is still there");
            thread::sleep(POLL);
        }
    }

    #[test]
    fn output_is_read_and_failure_is_none() {
        assert_eq!(
            output_of(Command::new("sh").args(["-c", "echo ' hi '"])).as_deref(),
            Some("hi")
        );
        assert_eq!(
            output_of(Command::new("sh").args(["-c", "echo hi; exit 1"])),
            None
        );
        assert_eq!(
            run_and_read(Command::new("sh").args(["-c", "echo a; echo b"])).unwrap(),
            "a\nb\n"
        );
    }
}
