//! As much of a shell and of curl as the printed lines need.

use crate::harness::Request;

/// A printed line, as the words that a shell makes of it, but for the variable in it.
#[derive(Debug)]
pub(super) struct CurlLine {
    words: Vec<String>,
}

impl CurlLine {
    /// Nothing for a line without curl.
    pub(super) fn parse(line: &str) -> Option<Self> {
        let (_, command) = line.split_once("curl ")?;
        Some(Self {
            words: words(command),
        })
    }

    /// The request that curl would make, with `code` as the shell's `$CODE`.
    pub(super) fn request(&self, code: &str) -> Request {
        let mut url = None;
        let mut headers = Vec::new();
        let mut body = None;
        let mut words = self.words.iter().map(|word| word.replace("$CODE", code));
        while let Some(word) = words.next() {
            match word.as_str() {
                "-s" => {}
                "-H" => headers.push(words.next().unwrap()),
                "-d" => body = words.next(),
                _ => url = Some(word),
            }
        }
        let url = url.expect("an address");
        let path = url
            .strip_prefix("http://")
            .and_then(|rest| rest.find('/').map(|at| &rest[at..]));
        let request = Request::new("POST", path.expect("a path"));
        let add = |request: Request, header: &String| {
            let (name, value) = header.split_once(": ").unwrap();
            match name {
                "Content-Type" => request.body(value, body.clone().unwrap()),
                _ => request.header(name, value),
            }
        };
        headers.iter().fold(request, add)
    }

    /// The API key in it.
    pub(super) fn key(&self) -> String {
        let mut keys = self
            .words
            .iter()
            .filter_map(|word| word.split_once("Bearer "));
        keys.next().expect("a key").1.to_owned()
    }
}

/// Splits as a shell does: quotes of both kinds, joined where they touch.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.trim().chars() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(quote, None, "an open quote: {line}");
    words
}

#[test]
fn words_are_those_of_a_shell() {
    let line = r#"-H "A: b c" -d '{"code":"'"$CODE"'"}' x"#;
    let expected = ["-H", "A: b c", "-d", r#"{"code":"$CODE"}"#, "x"];
    assert_eq!(words(line), expected);
}
