//! Long commands side by side, with one line that says how far each is. Invariant: when one fails, its last lines are shown and the
//! others are ended.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, IsTerminal, Read, Write},
    process::{Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use super::process::{self, Running};

const TICK: Duration = Duration::from_millis(200);
/// How often a line is added where the output is a file and nothing can be written over.
const QUIET_FOR: Duration = Duration::from_secs(15);
/// So many lines of a command that failed are shown.
const LAST_LINES: usize = 60;

/// A command that goes on beside others.
pub(crate) struct Task {
    /// What people call it.
    pub(crate) name: &'static str,
    /// What it runs.
    pub(crate) command: Command,
    /// About how many crates it compiles where nothing is there yet, if that is known.
    pub(crate) crates: Option<usize>,
}

/// How far a task is, by what it has printed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Progress {
    /// The last line with which the task itself said what it does, such as `Building the screens: front`.
    step: Option<String>,
    /// How many crates were compiled for that step.
    compiled: usize,
    ended: bool,
    last_lines: VecDeque<String>,
}

impl Progress {
    fn read(&mut self, line: &str) {
        let words = line.trim_start();
        if words.starts_with("Compiling ") {
            self.compiled += 1;
        } else if line.starts_with("Building ") || line.starts_with("Installing ") {
            self.step = Some(line.to_owned());
            self.compiled = 0;
        }
        if self.last_lines.len() == LAST_LINES {
            self.last_lines.pop_front();
        }
        self.last_lines.push_back(line.to_owned());
    }

    /// Such as `Programs: 120 of about 450 crates`.
    fn shown(&self, name: &str, crates: Option<usize>) -> String {
        if self.ended {
            return format!("{name}: ready");
        }
        let step = self.step.as_deref().unwrap_or(name);
        match (self.compiled, crates) {
            (0, _) => step.to_owned(),
            (compiled, Some(crates)) if compiled <= crates => {
                format!("{step}: {compiled} of about {crates} crates")
            }
            (compiled, _) => format!("{step}: {compiled} crates"),
        }
    }
}

struct Lane {
    name: &'static str,
    crates: Option<usize>,
    running: Running,
    progress: Arc<Mutex<Progress>>,
}

/// Runs all `tasks` to their ends.
pub(crate) fn run(tasks: Vec<Task>) -> Result<()> {
    let began = Instant::now();
    let mut lanes = tasks.into_iter().map(start).collect::<Result<Vec<_>>>()?;
    let mut line = StatusLine::new();
    while !lanes.iter().all(|lane| locked(&lane.progress).ended) {
        if process::interrupted() {
            bail!("interrupted");
        }
        for lane in &mut lanes {
            look_at(lane, &mut line)?;
        }
        let shown = lanes
            .iter()
            .map(|lane| locked(&lane.progress).shown(lane.name, lane.crates));
        line.show(began.elapsed(), &shown.collect::<Vec<_>>().join("   "));
        thread::sleep(TICK);
    }
    line.end();
    Ok(())
}

fn start(mut task: Task) -> Result<Lane> {
    let progress = Arc::<Mutex<Progress>>::default();
    task.command
        .env("CARGO_TERM_PROGRESS_WHEN", "never")
        .env("CARGO_TERM_COLOR", "never");
    task.command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Running::start(task.name, &mut task.command)?;
    let (stdout, stderr) = running.take_output();
    follow(stdout, &progress);
    follow(stderr, &progress);
    Ok(Lane {
        name: task.name,
        crates: task.crates,
        running,
        progress,
    })
}

fn follow(pipe: Option<impl Read + Send + 'static>, progress: &Arc<Mutex<Progress>>) {
    let progress = Arc::clone(progress);
    if let Some(pipe) = pipe {
        thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                locked(&progress).read(&line);
            }
        });
    }
}

fn look_at(lane: &mut Lane, line: &mut StatusLine) -> Result<()> {
    let Some(status) = lane.running.poll()? else {
        return Ok(());
    };
    if status.success() {
        locked(&lane.progress).ended = true;
        return Ok(());
    }
    line.end();
    // What it wrote last may still be in the pipe.
    thread::sleep(TICK);
    for text in &locked(&lane.progress).last_lines {
        eprintln!("{text}");
    }
    bail!(
        "{} failed ({status}); what it printed last stands above",
        lane.name
    );
}

fn locked(progress: &Mutex<Progress>) -> std::sync::MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One line that is written over in a terminal, and now and then a new one elsewhere.
struct StatusLine {
    is_terminal: bool,
    shown_at: Option<Instant>,
}

impl StatusLine {
    fn new() -> Self {
        Self {
            is_terminal: std::io::stdout().is_terminal(),
            shown_at: None,
        }
    }

    fn show(&mut self, elapsed: Duration, text: &str) {
        let line = format!(
            "  {:>2}:{:02}  {text}",
            elapsed.as_secs() / 60,
            elapsed.as_secs() % 60
        );
        if self.is_terminal {
            let mut stdout = std::io::stdout();
            // `\x1b[K` clears what an earlier, longer line left. An error means that nobody reads.
            let _unread = write!(stdout, "\r{line}\x1b[K").and_then(|()| stdout.flush());
        } else if self.shown_at.is_none_or(|at| at.elapsed() >= QUIET_FOR) {
            println!("{line}");
            self.shown_at = Some(Instant::now());
        }
    }

    fn end(&self) {
        if self.is_terminal {
            println!();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]);
        shell
    }

    fn task(name: &'static str, script: &str) -> Task {
        Task {
            name,
            command: shell(script),
            crates: None,
        }
    }

    #[test]
    fn progress_is_what_was_printed() {
        let mut progress = Progress::default();
        assert_eq!(progress.shown("Programs", Some(3)), "Programs");
        for line in [
            "   Compiling a v1.0.0",
            "   Compiling b v1.0.0 (/b)",
            "warning: c",
        ] {
            progress.read(line);
        }
        assert_eq!(
            progress.shown("Programs", Some(3)),
            "Programs: 2 of about 3 crates"
        );
        assert_eq!(progress.shown("Programs", Some(1)), "Programs: 2 crates");
        progress.read("Building the screens: front");
        assert_eq!(progress.shown("Screens", None), "Building the screens: front");
        progress.ended = true;
        assert_eq!(progress.shown("Screens", None), "Screens: ready");
    }

    #[test]
    fn all_end_and_the_first_failure_ends_the_others() {
        run(vec![task("one", "true"), task("two", "sleep 0.1")]).unwrap();
        let began = Instant::now();
        let error = run(vec![task("long", "sleep 60"), task("bad", "echo why; exit 3")]).unwrap_err();
        assert!(error.to_string().contains("bad failed"), "{error}");
        assert!(began.elapsed() < Duration::from_secs(30), "the other goes on");
    }
}
