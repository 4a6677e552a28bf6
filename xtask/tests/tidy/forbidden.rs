//! Text that no file may have.

use crate::files::File;

struct Forbidden {
    text: &'static str,
    /// Endings of the files looked at.
    files: &'static [&'static str],
    /// Parts of paths where it is allowed.
    except: &'static [&'static str],
    instead: &'static str,
}

const RUST: &[&str] = &[".rs"];
const ANY: &[&str] = &[""];

/// Where printing is the purpose.
const PRINTING: &[&str] = &[
    "crates/server/src/main.rs",
    "crates/server/src/cli",
    "crates/testkit/",
    "/examples/",
    "/tests/",
    "build.rs",
    "xtask/",
];

const FORBIDDEN: &[Forbidden] = &[
    Forbidden {
        text: "todo!(",
        files: RUST,
        except: &[],
        instead: "write it, or leave it out until it does something",
    },
    Forbidden {
        text: "unimplemented!(",
        files: RUST,
        except: &[],
        instead: "write it, or leave it out until it does something",
    },
    Forbidden {
        text: "#[ignore",
        files: RUST,
        except: &[],
        instead: "a test that doesn't run proves nothing; add what it needs to xtask/src/requirements.rs",
    },
    Forbidden {
        text: "dbg!(",
        files: RUST,
        except: &[],
        instead: "remove it, or log with tracing",
    },
    Forbidden {
        text: "[allow(",
        files: RUST,
        except: &[],
        instead: "write #[expect(lint, reason = \"…\")], which complains when it is no longer needed",
    },
    Forbidden {
        text: "std::env::var",
        files: RUST,
        except: &["crates/server/", "/tests/", "xtask/"],
        instead: "take the value as an argument; only the server's configuration reads the environment",
    },
    // Finds eprintln too.
    Forbidden {
        text: "println!(",
        files: RUST,
        except: PRINTING,
        instead: "log with tracing; only the command line interface prints",
    },
    Forbidden {
        text: "/work/",
        files: ANY,
        except: &[],
        instead: "name files from the root of the repository; this path is of one machine",
    },
    Forbidden {
        text: "/root/",
        files: ANY,
        except: &[],
        instead: "name files from the root of the repository; this path is of one machine",
    },
];

pub(crate) fn problems(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| !file.is_about_rules()) {
        for (number, line) in file.lines() {
            for forbidden in FORBIDDEN
                .iter()
                .filter(|forbidden| forbidden.is_in(file, line))
            {
                let message = format!("`{}`: {}", forbidden.text, forbidden.instead);
                problems.push(file.problem(number, &message));
            }
        }
    }
    problems
}

impl Forbidden {
    fn is_in(&self, file: &File, line: &str) -> bool {
        line.contains(self.text)
            && file.ends_in(self.files)
            && !self.except.iter().any(|part| file.path.contains(part))
    }
}

#[test]
fn forbidden_text_is_found_where_it_is_forbidden() {
    for forbidden in FORBIDDEN {
        let text = format!("fine\n    {}x)\n", forbidden.text);
        let found = ["crates/otp/src/a.rs:2"];
        crate::finds(problems, &[("crates/otp/src/a.rs", &text)], &found);
        for part in forbidden.except {
            let allowed = format!("crates/x/{part}/a.rs").replace("build.rs/a.rs", "build.rs");
            crate::finds(problems, &[(&allowed, &text)], &[]);
        }
        let elsewhere: &[&str] = if forbidden.files == ANY {
            &["a.md:2"]
        } else {
            &[]
        };
        crate::finds(problems, &[("a.md", &text)], elsewhere);
    }
}
