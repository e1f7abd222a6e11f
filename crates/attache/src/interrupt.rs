//! Ctrl-C: the first asks the command to finish what it has in hand, the second quits at once.

use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Begins to listen; a command that calls this looks at [`asked`] between its steps.
pub fn listen() {
    // Without a handler Ctrl-C ends the program at once, which every command can bear.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
        anstream::eprintln!("\nattache: finishing what is in hand; press Ctrl-C again to quit at once");
    });
}

/// Whether the user wants to stop.
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}
