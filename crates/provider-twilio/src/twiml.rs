//! What a call says, in Twilio's markup ([Say](https://www.twilio.com/docs/voice/twiml/say)).

use std::fmt::Write as _;

use msg_core::message::Speech;

/// The longest document that comes with a request, in characters
/// ([Call](https://www.twilio.com/docs/voice/api/call-resource#create-a-call)).
pub(crate) const MOST_CHARS: usize = 4_000;

/// Why something can't be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unsayable {
    /// There is nothing to say.
    Empty,
    /// The document would be too long.
    TooLong,
    /// There is a control character in it, which XML can't carry
    /// ([XML 1.0 §2.2](https://www.w3.org/TR/xml/#charsets)).
    ControlCharacter,
}

/// Who speaks which language.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Speaker<'a> {
    pub(crate) voice: Option<&'a str>,
    pub(crate) language: Option<&'a str>,
}

/// The document for `speech`.
pub(crate) fn document(speech: &Speech, speaker: Speaker<'_>) -> Result<String, Unsayable> {
    let say = say(speaker);
    let mut document = String::from("<Response>");
    match speech {
        Speech::Text(text) => write_say(&mut document, &say, text.expose())?,
        Speech::Code { intro, code, times } => {
            if !intro.expose().trim().is_empty() {
                write_say(&mut document, &say, intro.expose())?;
            }
            let spelled = spell(code.expose());
            for _ in 0..(*times).max(1) {
                document.push_str(r#"<Pause length="1"/>"#);
                write_say(&mut document, &say, &spelled)?;
            }
        }
        _ => return Err(Unsayable::Empty),
    }
    document.push_str("</Response>");
    if document.chars().count() > MOST_CHARS {
        return Err(Unsayable::TooLong);
    }
    Ok(document)
}

/// The opening tag.
fn say(speaker: Speaker<'_>) -> String {
    let mut tag = String::from("<Say");
    for (name, value) in [("voice", speaker.voice), ("language", speaker.language)] {
        if let Some(value) = value {
            let _ = write!(tag, r#" {name}="{}""#, escape(value));
        }
    }
    tag.push('>');
    tag
}

fn write_say(document: &mut String, say: &str, text: &str) -> Result<(), Unsayable> {
    if text.trim().is_empty() {
        return Err(Unsayable::Empty);
    }
    if text.chars().any(|c| !is_xml(c)) {
        return Err(Unsayable::ControlCharacter);
    }
    document.extend([say, &escape(text), "</Say>"]);
    Ok(())
}

/// A full stop after each character makes the voice read it alone and pause.
fn spell(code: &str) -> String {
    let characters = code.chars().filter(|c| !c.is_whitespace());
    let spelled: Vec<_> = characters.map(|c| format!("{c}.")).collect();
    spelled.join(" ")
}

fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !(c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}'))
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use msg_core::text::Body;

    use super::*;

    fn code(intro: &str, code: &str, times: u8) -> Speech {
        Speech::Code {
            intro: Body::new(intro),
            code: Body::new(code),
            times,
        }
    }

    fn text(text: &str) -> Speech {
        Speech::Text(Body::new(text))
    }

    #[test]
    fn a_code_is_said_digit_by_digit_and_repeated() {
        let speaker = Speaker {
            voice: Some("Polly.Joanna"),
            language: Some("en-US"),
        };
        let say = r#"<Say voice="Polly.Joanna" language="en-US">"#;
        let once = format!(r#"<Pause length="1"/>{say}4. 0. 7.</Say>"#);
        for (times, repeated) in [(0, 1), (1, 1), (3, 3)] {
            let said = document(&code("Your code is", "407", times), speaker);
            let expected = format!(
                "<Response>{say}Your code is</Say>{}</Response>",
                once.repeat(repeated)
            );
            assert_eq!(said, Ok(expected));
        }
        assert_eq!(
            document(&code("", "4 7", 1), Speaker::default()).unwrap(),
            r#"<Response><Pause length="1"/><Say>4. 7.</Say></Response>"#
        );
    }

    #[test]
    fn nothing_said_becomes_markup() {
        let speaker = Speaker {
            voice: Some(r#"a" loop="9"#),
            language: None,
        };
        assert_eq!(
            document(&text(r#"</Say><Dial>"Ann" & 'Bob'"#), speaker).unwrap(),
            r#"<Response><Say voice="a&quot; loop=&quot;9">&lt;/Say&gt;&lt;Dial&gt;&quot;Ann&quot; &amp; &apos;Bob&apos;</Say></Response>"#
        );
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        let longest = MOST_CHARS - "<Response><Say></Say></Response>".len();
        for (speech, error) in [
            (text(""), Unsayable::Empty),
            (text(" \n"), Unsayable::Empty),
            (code("Your code is", "", 1), Unsayable::Empty),
            (text("a\0b"), Unsayable::ControlCharacter),
            (text("a\u{b}b"), Unsayable::ControlCharacter),
            (text(&"é".repeat(longest + 1)), Unsayable::TooLong),
            (code("Your code is", "123456", 255), Unsayable::TooLong),
        ] {
            assert_eq!(document(&speech, Speaker::default()), Err(error));
        }
        assert!(document(&text(&"é".repeat(longest)), Speaker::default()).is_ok());
        assert!(document(&text("two\nlines"), Speaker::default()).is_ok());
    }
}
