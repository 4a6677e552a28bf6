use tokio::io::{AsyncReadExt, join, repeat, sink};

use super::*;

#[tokio::test]
async fn a_reply_is_all_of_its_lines_or_none() {
    for (bytes, reply) in [
        (&b"250 ok\r\n"[..], Ok((250, "ok"))),
        (b"250\r\n", Ok((250, ""))),
        (b"220 bare line feed\n", Ok((220, "bare line feed"))),
        (
            b"250-one\r\n250-two\r\n250 three\r\n250 next",
            Ok((250, "one|two|three")),
        ),
        (
            b"550 5.1.1 gr\xfc\xdfe\r\n",
            Ok((550, "5.1.1 gr\u{fffd}\u{fffd}e")),
        ),
        (b"", Err("Closed")),
        (b"25", Err("Closed")),
        (b"250 ok", Err("Closed")),
        (b"250-one\r\n", Err("Closed")),
        (b"250-one\r\n251 two\r\n", Err("Unreadable")),
        (b"\r\n", Err("Unreadable")),
        (b"25 ok\r\n", Err("Unreadable")),
        (b"2500 ok\r\n", Err("Unreadable")),
        (b"150 ok\r\n", Err("Unreadable")),
        (b"650 ok\r\n", Err("Unreadable")),
        (b"HTTP/1.1 400 Bad Request\r\n", Err("Unreadable")),
        (b"\x15\x03\x01\x00\x02\x02\x0a\r\n", Err("Unreadable")),
    ] {
        let heard = Wire::new(join(bytes, sink())).reply().await;
        let heard = heard.map(|reply| (reply.code, reply.lines.join("|")));
        let heard = heard.map_err(|broken| format!("{broken:?}"));
        let reply = reply.map(|(code, lines)| (code, lines.to_owned()));
        assert_eq!(heard, reply.map_err(str::to_owned), "{bytes:?}");
    }
}

#[tokio::test]
async fn what_goes_on_too_long_is_not_read_to_its_end() {
    const SENT: u64 = 100_000_000;
    let lines = "250-and another line\r\n".repeat(100_000);
    let mut wire = Wire::new(join(lines.as_bytes(), sink()));
    assert!(matches!(wire.reply().await, Err(Broken::Unreadable)));

    let mut wire = Wire::new(join(repeat(b'2').take(SENT), sink()));
    assert!(matches!(wire.reply().await, Err(Broken::Unreadable)));
    let read = SENT - wire.stream.get_ref().reader().limit();
    assert!(read <= 2 * MAX_REPLY as u64, "{read}");
}

#[test]
fn the_enhanced_code_is_told_from_the_text() {
    for (code, line, enhanced, text) in [
        (550, "5.1.1 no such user", Some("5.1.1"), "no such user"),
        (421, "4.7.28 slow down", Some("4.7.28"), "slow down"),
        (
            550,
            "4.1.1 of another class",
            None,
            "4.1.1 of another class",
        ),
        (550, "5.1 short", None, "5.1 short"),
        (550, "5.1.1.1 an address", None, "5.1.1.1 an address"),
        (550, "5.1.x", None, "5.1.x"),
        (550, "5.+1.1", None, "5.+1.1"),
        (550, "", None, ""),
    ] {
        let reply = Reply {
            code,
            lines: vec![line.to_owned()],
        };
        assert_eq!((reply.enhanced(), reply.text().as_str()), (enhanced, text));
    }
    let reply = Reply {
        code: 550,
        lines: ["5.7.1 not", "5.7.1 today"].map(str::to_owned).into(),
    };
    assert_eq!(reply.text(), "not today");
}
