//! What is said of the work on standard error.

use std::io::{IsTerminal, Write};
use std::time::Duration;

/// Says how the work goes: each step on a terminal or where it is asked for, what matters unless nothing is to be said.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    quiet: bool,
    steps: bool,
}

impl Progress {
    /// As the user asks for it.
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, steps: !quiet && (verbose || std::io::stderr().is_terminal()) }
    }

    /// Whether nothing is to be said.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// A step begins.
    pub fn begins(self, doing: &str) {
        if self.steps {
            say(&format!("{doing} …"));
        }
    }

    /// A step is done.
    pub fn done(self, doing: &str, rows: usize, took: Duration) {
        if self.steps {
            say(&format!("{doing}: {rows} rows in {:.1} s", took.as_secs_f64()));
        }
    }

    /// Something that the user should know.
    pub fn note(self, what: &str) {
        if !self.quiet {
            say(what);
        }
    }
}

/// Says something on standard error; it does not matter if nobody can read it.
pub fn say(what: &str) {
    let what: String = what.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(std::io::stderr(), "attache-cluster: {what}");
}
