//! Reads a `.env` file the way the `dotenv` package of Node does, which most such files were written for.
//!
//! Nothing is substituted, so that a password with `$` in it stays what it is, and an unquoted value may contain spaces, as the app
//! passwords of Gmail do.
//! See <https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow>.
//! Unlike there, `#` begins a comment only after a space, so that it may be part of an unquoted password.

/// One line `NAME=value`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) value: String,
}

/// Reads the assignments, in order.
/// A line that is none gives its number and the reason, never its text, which may hold a secret.
pub(super) fn parse(text: &str) -> impl Iterator<Item = Result<Assignment, (usize, &'static str)>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rest = text.lines().zip(1..);
    std::iter::from_fn(move || {
        loop {
            let (content, line) = rest.next()?;
            let content = content.trim();
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let more = &mut rest.by_ref().map(|(more, _)| more);
            return Some(assignment(content, more).map_or_else(
                |reason| Err((line, reason)),
                |(name, value)| Ok(Assignment { line, name, value }),
            ));
        }
    })
}

fn assignment<'a>(
    content: &'a str,
    more: &mut impl Iterator<Item = &'a str>,
) -> Result<(String, String), &'static str> {
    let content = content.strip_prefix("export ").unwrap_or(content);
    let (name, value) = content
        .split_once('=')
        .ok_or("this line has no `=`; write NAME=value")?;
    let name = name.trim();
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err("the name before `=` may have letters, digits and `_` only");
    }
    let value = value.trim();
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => quoted(quote, &value[1..], more)?,
        _ => unquoted(value).to_owned(),
    };
    Ok((name.to_owned(), value))
}

fn unquoted(value: &str) -> &str {
    if value.starts_with('#') {
        return "";
    }
    let comment = value.find(" #").or_else(|| value.find("\t#"));
    value[..comment.unwrap_or(value.len())].trim_end()
}

/// Reads up to the closing quote, over as many lines as it takes.
fn quoted<'a>(
    quote: char,
    first: &'a str,
    more: &mut impl Iterator<Item = &'a str>,
) -> Result<String, &'static str> {
    let mut value = String::new();
    let mut line = first;
    loop {
        let mut chars = line.char_indices();
        while let Some((at, char)) = chars.next() {
            match char {
                '\\' if quote == '"' => match chars.next() {
                    Some((_, 'n')) => value.push('\n'),
                    Some((_, 'r')) => value.push('\r'),
                    Some((_, 't')) => value.push('\t'),
                    Some((_, escaped @ ('"' | '\\' | '$'))) => value.push(escaped),
                    Some((_, other)) => value.extend(['\\', other]),
                    None => value.push('\\'),
                },
                _ if char == quote => return ends(&line[at + 1..]).map(|()| value),
                _ => value.push(char),
            }
        }
        value.push('\n');
        line = more.next().ok_or("the quote is never closed")?;
    }
}

fn ends(rest: &str) -> Result<(), &'static str> {
    let rest = rest.trim_start();
    if rest.is_empty() || rest.starts_with('#') {
        return Ok(());
    }
    Err("something follows the closing quote; quote the whole value")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str, &str)]) {
        let found: Vec<_> = parse(text).collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|&(line, name, value)| {
                let (name, value) = (name.to_owned(), value.to_owned());
                Ok(Assignment { line, name, value })
            })
            .collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn values() {
        for (line, value) in [
            ("A=b", "b"),
            ("\u{feff}A=b", "b"),
            ("  export A = b  ", "b"),
            ("A=", ""),
            ("A= # nothing", ""),
            ("A=#nothing", ""),
            ("A=b # comment", "b"),
            ("A=b\t# comment", "b"),
            ("A=b#c", "b#c"),
            ("A=b=c==", "b=c=="),
            ("A=abcd efgh ijkl", "abcd efgh ijkl"),
            ("A=$B ${C} `d`", "$B ${C} `d`"),
            ("A=it's", "it's"),
            ("A='b # c' # comment", "b # c"),
            (r"A='b\n$'", r"b\n$"),
            (r#"A="b\n\t\"\\\$x" "#, "b\n\t\"\\$x"),
            (r#"A="C:\dir""#, r"C:\dir"),
            ("A=`b \"c\" 'd'`", "b \"c\" 'd'"),
            ("A=\"b\nc # d\n\"", "b\nc # d\n"),
            ("A=\"\"", ""),
            ("A='ü'", "ü"),
        ] {
            check(line, &[(1, "A", value)]);
        }
    }

    #[test]
    fn lines() {
        check("", &[]);
        check("# a\n\n \t\n#b=c", &[]);
        check("A=1\r\n\r\nB=2\r\n", &[(1, "A", "1"), (3, "B", "2")]);
        check("A='1\n2'\nA=3", &[(1, "A", "1\n2"), (3, "A", "3")]);
    }

    #[test]
    fn mistakes_do_not_hide_what_follows() {
        let found: Vec<_> = parse("A\n1 2=3\n=4\nB='5' 6\nC=7\nD=\"8\nE=9").collect();
        let lines: Vec<_> = found
            .iter()
            .map(|found| found.as_ref().map_or_else(|e| e.0, |a| a.line))
            .collect();
        assert_eq!(lines, [1, 2, 3, 4, 5, 6]);
        assert_eq!(found.iter().filter(|found| found.is_ok()).count(), 1);
    }
}
