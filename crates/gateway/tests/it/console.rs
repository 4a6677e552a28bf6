//! The console provider: the suite of all providers, and what it shows.

use std::io::Write;
use std::sync::{Arc, Mutex};

use gateway::console::Console;
use msg_core::{Channel, Provider};
use testkit::provider_suite::{Calls, CannotArise, Situation, Subject, outbound};

async fn stage(situation: Situation) -> Result<Subject, CannotArise> {
    if situation != Situation::Accepted {
        return Err(CannotArise("the console prints whatever it gets"));
    }
    let page = Page::default();
    let printed = page.clone();
    Ok(Subject {
        provider: Box::new(Console::new(page)),
        channel: Channel::Email,
        calls: Box::new(move || Calls {
            connections: 0,
            requests: printed.text().matches("┌──").count(),
        }),
    })
}

testkit::provider_suite!(stage);

#[tokio::test]
async fn it_shows_the_whole_message_on_every_channel() {
    for channel in Channel::ALL {
        let page = Page::default();
        let message = outbound(channel);
        let accepted = Console::new(page.clone()).send(&message).await.unwrap();
        assert!(accepted.provider_message_id.is_some());
        let text = page.text();
        assert!(
            text.contains(message.content.recipient().as_str()),
            "{text}"
        );
        assert!(text.contains(&format!("channel    {channel}")), "{text}");
    }
}

#[tokio::test]
async fn no_control_character_reaches_the_terminal() {
    use msg_core::message::Sms;
    use msg_core::text::Body;
    use msg_core::{Content, PhoneNumber};
    let page = Page::default();
    let mut message = outbound(Channel::Sms);
    message.content = Content::Sms(Sms {
        to: PhoneNumber::parse("+12025550123").unwrap(),
        from: None,
        text: Body::new("a\u{1b}[2Jb\nc"),
    });
    Console::new(page.clone()).send(&message).await.unwrap();
    let text = page.text();
    assert!(
        text.contains("a\u{fffd}[2Jb\n") && !text.contains('\u{1b}'),
        "{text}"
    );
}

/// What was printed. Clones are the same page.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
