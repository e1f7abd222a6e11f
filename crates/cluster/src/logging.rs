//! What DataFusion and Ballista log, on standard error.

use log::{Level, LevelFilter, Log, Metadata, Record};

use crate::cli::Voice;
use crate::progress::say;

/// Says what is logged.
struct Aloud;

/// Begins to listen: to what fails, and to what is done where the user wants to hear it.
pub fn listen(voice: Voice) {
    let most = match voice {
        Voice { quiet: true, .. } => LevelFilter::Off,
        Voice { verbose: true, .. } => LevelFilter::Info,
        _ => LevelFilter::Error,
    };
    // there is no other listener
    if log::set_logger(&Aloud).is_ok() {
        log::set_max_level(most);
    }
}

impl Log for Aloud {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_of_ours = ["attache", "ballista", "datafusion"].iter().any(|name| metadata.target().starts_with(name));
        is_of_ours || metadata.level() <= Level::Warn
    }

    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            say(&format!("{}: {}", record.level().as_str().to_lowercase(), record.args()));
        }
    }

    fn flush(&self) {}
}
