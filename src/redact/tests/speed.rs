//! How fast: `cargo test --release -p tollgate --features server --lib redact::tests::speed -- --ignored --nocapture`.

use super::*;
use std::time::Instant;

const PROSE: &str = "The ledger is written before the provider is called, so a crash can never lose a charge. \
    Here is a small program:\n\n```rust\nlet password = read_password()?;\nfor (name, value) in settings { \
    println!(\"{name}: {value}\"); }\n```\n\n| city | people |\n|---|---|\n| Lyon | 522 250 |\n\nSee \
    https://example.org/docs?page=2 for more, or ask again about the parts that are still unclear. ";

fn speed(name: &str, text: &str, piece: usize) {
    let rules = Rules::built_in();
    let mut best = f64::MAX;
    for _ in 0..5 {
        let mut redactor = Redactor::new(&rules);
        let characters: Vec<char> = text.chars().collect();
        let pieces = characters.chunks(piece).map(|piece| piece.iter().collect());
        let pieces: Vec<String> = pieces.collect();
        let begun = Instant::now();
        let mut out = 0;
        for piece in pieces {
            out += redactor.push(piece).unwrap().len();
        }
        out += redactor.finish().unwrap().len();
        best = best.min(begun.elapsed().as_secs_f64());
        assert!(out > 0);
    }
    let megabytes = text.len() as f64 / 1e6;
    eprintln!(
        "{name:<28} pieces of {piece:>7} B: {:>7.1} MB/s",
        megabytes / best
    );
}

#[test]
#[ignore = "a measurement"]
fn how_fast_the_built_in_rules_are() {
    let begun = Instant::now();
    Rules::new(&built_in()).unwrap();
    eprintln!("to build the rules: {:?}", begun.elapsed());
    let prose = PROSE.repeat(20_000);
    for piece in [4, 64, 4_096, prose.len()] {
        speed("prose, code and tables", &prose, piece);
    }
    let secrets = samples::secrets().join(" and ").repeat(2_000);
    speed("nothing but secrets", &secrets, 64);
    speed("one character", &"p".repeat(4_000_000), 64);
    speed(
        "the beginning of an address",
        &"https://".repeat(500_000),
        64,
    );
    speed("digits", &"4111".repeat(1_000_000), 64);
    speed("beginnings of tokens", &"eyJ-".repeat(1_000_000), 64);
}
