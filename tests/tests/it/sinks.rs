//! The sinks of mail and telemetry take what real clients send.

use linia_tests::stack::{OtlpSink, SmtpReply, SmtpSink};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// Says all lines at once, as a pipelining client does, and returns the first digits of each answer.
async fn talk(sink: &SmtpSink, text: &str) -> Vec<String> {
    let mut stream = BufReader::new(TcpStream::connect(sink.address()).await.unwrap());
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut codes = Vec::new();
    let mut line = String::new();
    while stream.read_line(&mut line).await.unwrap() > 0 {
        if line.as_bytes().get(3) == Some(&b' ') {
            codes.push(line[..3].to_owned());
        }
        line.clear();
    }
    codes
}

const MAIL: &str = "EHLO client\r\nMAIL FROM:<no-reply@linia.example> SIZE=200\r\nRCPT TO:<anna@tychy.example>\r\n\
    RCPT TO:<jan@tychy.example>\r\nDATA\r\n\
    From: Linia <no-reply@linia.example>\r\nTo: anna@tychy.example\r\nMessage-ID: <1@linia.example>\r\n\
    Subject: =?utf-8?q?O=C5=9Bwietlenie_ulic?=\r\nContent-Type: text/plain; charset=utf-8\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\r\n\
    Zg=C5=82oszenie przyj=C4=99te.\r\n..kropka\r\n.\r\nQUIT\r\n";

#[tokio::test]
async fn mail_is_kept_decoded() {
    let sink = SmtpSink::start().await.unwrap();
    let codes = talk(&sink, MAIL).await;
    assert_eq!(
        codes,
        ["220", "250", "250", "250", "250", "354", "250", "221"]
    );

    let mail = sink.wait_for(|mail| mail.is_to("anna@tychy.example")).await;
    assert_eq!(mail.from, "no-reply@linia.example");
    assert_eq!(mail.to, ["anna@tychy.example", "jan@tychy.example"]);
    assert_eq!(mail.message_id.as_deref(), Some("1@linia.example"));
    assert_eq!(mail.subject, "Oświetlenie ulic");
    assert_eq!(mail.header("subject"), Some("Oświetlenie ulic"));
    assert_eq!(mail.text.trim_end(), "Zgłoszenie przyjęte.\r\n.kropka");
    assert_eq!(sink.mails_to("jan@tychy.example").len(), 1);
    assert!(sink.mails_to("nobody@tychy.example").is_empty());
}

#[tokio::test]
async fn waiting_sees_a_mail_that_comes_later() {
    let sink = SmtpSink::start().await.unwrap();
    let (mail, _) = tokio::join!(sink.wait_for(|_| true), talk(&sink, MAIL));
    assert_eq!(mail.subject, "Oświetlenie ulic");
}

#[tokio::test]
async fn refused_mail_is_not_kept() {
    let sink = SmtpSink::start().await.unwrap();
    for (reply, recipient, data) in [
        (SmtpReply::RefuseForNow, "450", "503"),
        (SmtpReply::RefuseForGood, "550", "503"),
        (SmtpReply::FailAfterData, "250", "354"),
    ] {
        sink.set_reply(reply);
        let codes = talk(&sink, MAIL).await;
        assert_eq!(codes[3], recipient, "{reply:?}");
        assert_eq!(codes[5], data, "{reply:?}");
    }
    assert!(sink.mails().is_empty());
}

#[tokio::test]
async fn unanswered_mail_is_kept() {
    let sink = SmtpSink::start().await.unwrap();
    sink.set_reply(SmtpReply::KeepAndHangUp);
    let codes = talk(&sink, MAIL).await;
    assert_eq!(codes.last().map(String::as_str), Some("354"));
    assert_eq!(sink.mails().len(), 1);
}

#[tokio::test]
async fn spans_are_found_by_their_trace() {
    let sink = OtlpSink::start().await.unwrap();
    let span = |trace: u8, id: u8, start_time_unix_nano| Span {
        trace_id: vec![trace; 16],
        span_id: vec![id; 8],
        start_time_unix_nano,
        ..Span::default()
    };
    let spans = vec![span(0xab, 2, 20), span(0xab, 1, 10), span(0xcd, 3, 30)];
    let scope_spans = vec![ScopeSpans {
        spans,
        ..ScopeSpans::default()
    }];
    let resource_spans = vec![ResourceSpans {
        scope_spans,
        ..ResourceSpans::default()
    }];
    let mut client = TraceServiceClient::connect(sink.endpoint()).await.unwrap();
    client
        .export(ExportTraceServiceRequest { resource_spans })
        .await
        .unwrap();

    let found = sink
        .wait_for_trace(&"ab".repeat(16), |spans| spans.len() == 2)
        .await;
    let ids: Vec<_> = found.iter().map(|record| record.span_id()).collect();
    assert_eq!(ids, ["01".repeat(8), "02".repeat(8)]);
    assert_eq!(sink.spans().len(), 3);
}
