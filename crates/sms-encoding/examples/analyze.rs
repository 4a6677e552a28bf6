//! Prints what a text is as SMS: `cargo run -p sms-encoding --example analyze -- 'Olá, Ann'`.

use std::{env, process::ExitCode};

use sms_encoding::{analyze, offending, segments};

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    if words.is_empty() {
        eprintln!("no text; give it as arguments, as in: analyze 'Your code is 123456'");
        return ExitCode::FAILURE;
    }
    let text = words.join(" ");

    let analysis = analyze(&text);
    println!("encoding  {}", analysis.encoding);
    println!("units     {}", analysis.units);
    println!("segments  {}", analysis.segments);
    for (number, segment) in segments(&text).enumerate() {
        println!(
            "  {} ({} units, bytes {:?}): {:?}",
            number + 1,
            segment.units,
            segment.range(),
            segment.text
        );
    }
    for found in offending(&text) {
        println!(
            "forces UCS-2: {:?} at character {}, byte {}",
            found.ch, found.char_index, found.byte_offset
        );
    }
    ExitCode::SUCCESS
}
