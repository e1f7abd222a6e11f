//! `attache serve`: the desk.

use anyhow::Context;
use attache_desk::{Config, Token};

use crate::cli::{Common, Serve};
use crate::{Outcome, WrongUsage, interrupt, output};

pub fn run(args: &Serve, common: &Common) -> anyhow::Result<Outcome> {
    let token = match &args.token_file {
        None => None,
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|error| WrongUsage(format!("cannot read the token in {}: {error}", path.display())))?;
            Some(Token::read(&text).with_context(|| path.display().to_string())?)
        }
    };
    let config = Config { archive: args.db.db.clone(), bind: args.bind, token, read_only: args.read_only };
    attache_desk::check(&config)?;
    interrupt::listen();
    let opened = |address| {
        if !common.quiet {
            output::note(&format!("attache: the desk is open at http://{address}/; Ctrl-C closes it"));
        }
    };
    attache_desk::serve(&config, opened, interrupt::asked)?;
    Ok(Outcome::Done)
}
