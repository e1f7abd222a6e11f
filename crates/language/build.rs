//! Puts the model under `models/annotator` into the program, where there is one.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

const FILES: [&str; 13] = [
    "annotator.json",
    "pieces.txt",
    "trunk.onnx",
    "parse.onnx",
    "labels.onnx",
    "attribution.onnx",
    "relation.onnx",
    "embed.onnx",
    "mention.onnx",
    "swapped.onnx",
    "acts.onnx",
    "ties.onnx",
    "parties.onnx",
];

fn main() {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../models/annotator");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.join(FILES[0]).display());
    let mut rows = String::new();
    let missing = FILES.iter().filter(|file| !folder.join(file).is_file()).copied().collect::<Vec<_>>();
    if !missing.is_empty() {
        println!(
            "cargo::warning=the program is built without a model and will ask for --model DIR: models/annotator lacks {}",
            missing.join(", ")
        );
        // built again when the files come
        println!("cargo::rerun-if-changed={}", folder.join("..").display());
    } else {
        for file in FILES {
            let path = folder.join(file);
            println!("cargo::rerun-if-changed={}", path.display());
            let path = path.canonicalize().unwrap_or(path);
            let _ = writeln!(rows, "    ({file:?}, include_bytes!({:?})),", path.display().to_string());
        }
    }
    let code = format!(
        "/// The files of the model that the program carries, by name; none where it carries none.\n\
         pub const FILES: &[(&str, &[u8])] = &[\n{rows}];\n"
    );
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&out).join("embedded.rs"), code).expect("the build folder can be written to");
}
