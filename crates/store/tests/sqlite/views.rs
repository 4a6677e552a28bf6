//! What people read with a database client, and what receipts have put there.

use msg_core::money::{Currency, Money};
use msg_core::outcome::Accepted;
use msg_core::ports::{EndedMessage, Next};
use msg_core::status::MessageStatus;
use sqlx::{Column, Connection, Executor, Row, SqliteConnection};
use store::DEFAULT_TENANT;
use testkit::message_log_suite::{Subject, attempt, end, ended, message, refused};

use crate::Fresh;

/// The store as the suite knows it, and a connection beside it.
async fn with_client() -> (Subject, SqliteConnection) {
    let fresh = Fresh::open().await;
    let url = format!("sqlite://{}", fresh.path().display());
    let client = SqliteConnection::connect(&url).await.unwrap();
    let subject = Subject {
        log: std::sync::Arc::new(fresh.store),
        tenants: [DEFAULT_TENANT; 2],
        keep: Box::new(fresh.directory),
    };
    (subject, client)
}

#[tokio::test]
async fn communication_logs_can_be_read_by_hand() {
    let (subject, mut client) = with_client().await;
    let log = &subject.log;
    let sent = message(&subject, 1);
    let first = attempt(&sent, 1, "twilio");
    log.accept(&sent, &first).await.unwrap();
    let mut answer = Accepted::with_id("SM1");
    answer.cost = Some(Money::from_micros(7_500, Currency::USD));
    let accepted = ended(&first, Ok(answer));
    log.advance(&accepted, &end(MessageStatus::Sent))
        .await
        .unwrap();
    let failed = message(&subject, 2);
    let first = attempt(&failed, 1, "aws-sns");
    let second = attempt(&failed, 2, "twilio");
    log.accept(&failed, &first).await.unwrap();
    let next = Next::Attempt(second.clone());
    log.advance(&ended(&first, Err(refused())), &next)
        .await
        .unwrap();
    log.advance(&ended(&second, Err(refused())), &end(MessageStatus::Failed))
        .await
        .unwrap();
    let delivered = "UPDATE messages SET delivered_at = 1800000300000007 WHERE sent_at IS NOT NULL";
    client.execute(delivered).await.unwrap();

    let rows = client.fetch_all("SELECT * FROM communication_logs ORDER BY message_id");
    let rows: Vec<_> = rows.await.unwrap();
    let table: String = rows
        .iter()
        .flat_map(|row| {
            row.columns().iter().map(|column| {
                let value: Option<String> = row.get(column.ordinal());
                format!("{}: {}\n", column.name(), value.as_deref().unwrap_or("-"))
            })
        })
        .collect();
    assert_eq!(
        table,
        "\
message_id: msg_00000000000000000000000000000001
recipient: +12025550001
status: sent
provider_used: twilio
channel: sms
purpose: login
cost: 0.007500
sent_at: 2027-01-15T08:00:01.041131Z
delivered_at: 2027-01-15T08:05:00.000007Z
error_message: -
metadata: {\"user_id\":\"ü'1\"}
tenant_id: ten_00000000000070008000000000000001
provider_message_id: SM1
message_id: msg_00000000000000000000000000000002
recipient: +12025550002
status: failed
provider_used: twilio
channel: sms
purpose: login
cost: -
sent_at: -
delivered_at: -
error_message: not_sent (unreachable): connection refused
metadata: {\"user_id\":\"ü'1\"}
tenant_id: ten_00000000000070008000000000000001
provider_message_id: -
"
    );
}

#[tokio::test]
async fn what_a_receipt_has_confirmed_stays() {
    use MessageStatus::{Delivered, Failed, Read, Sending, Sent, Unknown};
    let (subject, mut client) = with_client().await;
    for (n, (confirmed, told, stands)) in (1..).zip([
        (Sending, Failed, Failed),
        (Sending, Unknown, Unknown),
        (Unknown, Failed, Failed),
        (Unknown, Sent, Sent),
        (Sent, Failed, Sent),
        (Sent, Unknown, Sent),
        (Delivered, Failed, Delivered),
        (Delivered, Unknown, Delivered),
        (Delivered, Sent, Delivered),
        (Read, Sent, Read),
        (Read, Failed, Read),
    ]) {
        let message = message(&subject, n);
        let first = attempt(&message, 1, "smtp");
        let second = attempt(&message, 2, "smtp");
        subject.log.accept(&message, &first).await.unwrap();
        // A receipt that comes before the answer.
        let receipt = sqlx::query("UPDATE messages SET status = ? WHERE id = ?")
            .bind(confirmed.as_str())
            .bind(message.id.as_uuid());
        receipt.execute(&mut client).await.unwrap();
        let status = async || {
            let found = subject.log.find(DEFAULT_TENANT, message.id).await;
            found.unwrap().unwrap().status
        };

        let next = Next::Attempt(second.clone());
        subject
            .log
            .advance(&ended(&first, Err(refused())), &next)
            .await
            .unwrap();
        let called_again = match confirmed {
            Sending | Unknown => Sending,
            confirmed => confirmed,
        };
        assert_eq!(status().await, called_again, "{confirmed}, next attempt");

        let told_as = Next::End(EndedMessage {
            status: told,
            maybe_duplicate: false,
        });
        subject
            .log
            .advance(&ended(&second, Err(refused())), &told_as)
            .await
            .unwrap();
        assert_eq!(status().await, stands, "{confirmed}, then {told}");
    }
}
