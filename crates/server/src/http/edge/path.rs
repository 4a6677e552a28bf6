//! Paths that are what they look like.

/// Whether a path has no `.` or `..` segment, no control character and no invalid UTF-8, written out or percent-encoded.
///
/// No identifier has them, and whoever decodes a path twice, or joins it to another, must not meet them.
pub(super) fn is_plain(path: &str) -> bool {
    path.split('/').all(|segment| {
        decode(segment).is_some_and(|text| {
            !matches!(text.as_str(), "." | "..") && !text.contains(char::is_control)
        })
    })
}

fn decode(segment: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => hex(bytes.next()?)? << 4 | hex(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| value.try_into().ok())
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_path_is_plain_or_not() {
        for path in [
            "/",
            "/a/b",
            "/a//b",
            "/caf%C3%A9",
            "/..a/b..",
            "/...",
            "/a%2Fb",
            "*",
            "",
        ] {
            assert!(is_plain(path), "{path}");
        }
        for path in [
            "/a/../b", "/%2e%2e/", "/%2E./x", "/.%2e", "/./a", "/%2e", "/a%00", "/%0d%0a", "/%7f",
            "/%c2%85", "/%ff", "/%C3", "/%", "/%2", "/%zz", "/%+1",
        ] {
            assert!(!is_plain(path), "{path}");
        }
    }
}
