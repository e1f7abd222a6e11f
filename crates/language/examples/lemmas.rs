//! Dictionary forms: lines of form, universal tag and Penn tag (may be empty), tab-separated, in; the lemma of each out.
//!
//!     cargo run --release -p attache-language --example lemmas < TAGGED.tsv
use std::io::{self, BufRead, Write};

use attache_language::lemma_tagged;

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        let mut cells = line.split('\t').map(str::trim);
        let mut cell = || cells.next().unwrap_or_default();
        let (form, upos, xpos) = (cell(), cell(), cell());
        writeln!(out, "{}", lemma_tagged(form, upos, xpos))?;
    }
    out.flush()
}
