//! A file on its way in.

use linia_chassis::id::{StageId, UploadId};
use linia_submissions::{
    app::{
        tidy_uploads::{IDLE, tidy_uploads},
        uploads::{finish::finish_upload, get_upload},
    },
    domain::pieces::PIECE,
};

use crate::{
    files::declared,
    world::{HOUR, Person, World, reason},
};

/// Two pieces.
const SIZE: usize = PIECE + 10;

/// How far an upload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Begun,
    /// One of two pieces has arrived.
    Half,
    Whole,
    Finished,
    HandedIn,
    /// Was idle for too long.
    Tidied,
    /// As [`State::Whole`]; its stage has closed.
    Late,
    /// As [`State::HandedIn`]; its stage has closed.
    LateHandedIn,
}
use State::{Begun, Finished, Half, HandedIn, Late, LateHandedIn, Tidied, Whole};

const STATES: [State; 8] = [
    Begun,
    Half,
    Whole,
    Finished,
    HandedIn,
    Tidied,
    Late,
    LateHandedIn,
];

#[derive(Debug, Clone, Copy)]
enum Command {
    Read,
    /// The octets that are missing.
    SendRest,
    /// Octets that are not the next ones.
    SendElsewhere,
    Finish,
    HandIn,
}

/// What each command is told in each of [`STATES`].
#[rustfmt::skip]
const TABLE: [(Command, [&str; 8]); 5] = [
    (Command::Read,
        ["OK", "OK", "OK", "OK", "OK", "NOT_FOUND", "OK", "OK"]),
    (Command::SendRest,
        ["OK", "OK", "OK", "UPLOAD_FINISHED", "UPLOAD_FINISHED", "NOT_FOUND",
         "STAGE_NOT_OPEN", "UPLOAD_FINISHED"]),
    (Command::SendElsewhere,
        ["OFFSET_DIFFERS", "OFFSET_DIFFERS", "OFFSET_DIFFERS", "UPLOAD_FINISHED",
         "UPLOAD_FINISHED", "NOT_FOUND", "OFFSET_DIFFERS", "UPLOAD_FINISHED"]),
    (Command::Finish,
        ["UPLOAD_INCOMPLETE", "UPLOAD_INCOMPLETE", "OK", "OK", "OK", "NOT_FOUND",
         "STAGE_NOT_OPEN", "OK"]),
    (Command::HandIn,
        ["INVALID_FIELDS", "INVALID_FIELDS", "INVALID_FIELDS", "OK", "OK", "INVALID_FIELDS",
         "INVALID_FIELDS", "DEADLINE_PASSED"]),
];

/// Somebody's upload.
struct Case<'a> {
    world: &'a World,
    stage: StageId,
    person: Person,
    upload: UploadId,
}

impl<'a> Case<'a> {
    async fn begun(world: &'a World, stage: StageId) -> Self {
        let person = Person::new();
        let file = declared("a.txt", "text/plain", SIZE);
        let upload = person.start_upload(world, stage, file).await;
        let upload = upload.expect("begins").id;
        Self {
            world,
            stage,
            person,
            upload,
        }
    }

    /// Brings it as far as that while its stage is open.
    async fn reach(world: &'a World, stage: StageId, state: State) -> Self {
        let case = Self::begun(world, stage).await;
        let commands: &[Command] = match state {
            Begun | Half | Tidied => &[],
            Whole | Late => &[Command::SendRest],
            Finished => &[Command::SendRest, Command::Finish],
            HandedIn | LateHandedIn => &[Command::SendRest, Command::Finish, Command::HandIn],
        };
        if state == Half {
            let piece = vec![b'a'; PIECE];
            let sent = case.person.send(world, case.upload, 0, &piece, true).await;
            assert_eq!(reason(sent), "CANCELLED");
        }
        for command in commands {
            assert_eq!(case.try_to(*command).await, "OK", "{state:?}");
        }
        case
    }

    async fn try_to(&self, command: Command) -> &'static str {
        let (world, person, upload) = (self.world, &self.person, self.upload);
        match command {
            Command::Read => reason(get_upload(&world.ctx, &person.caller, upload).await),
            Command::Finish => reason(finish_upload(&world.ctx, &person.caller, upload).await),
            Command::HandIn => {
                let files = vec![upload];
                reason(person.submit_files(world, self.stage, "a", files).await)
            }
            Command::SendRest => self.send_from(self.received().await).await,
            Command::SendElsewhere => self.send_from(self.received().await + 1).await,
        }
    }

    async fn received(&self) -> u64 {
        let known = get_upload(&self.world.ctx, &self.person.caller, self.upload).await;
        known.map_or(0, |upload| upload.received_octets)
    }

    async fn send_from(&self, offset: u64) -> &'static str {
        let octets = vec![b'a'; SIZE.saturating_sub(usize::try_from(offset).expect("is small"))];
        let (person, upload) = (&self.person, self.upload);
        reason(
            person
                .send(self.world, upload, offset, &octets, false)
                .await,
        )
    }
}

#[tokio::test]
async fn every_command_to_an_upload_in_every_state() {
    let world = World::create().await;
    let mut stages = Vec::new();
    for _ in ["open", "tidied", "over"] {
        stages.push(world.publish(1).await[0].id);
    }
    let mut cases = Vec::new();
    for (command, answers) in TABLE {
        for (state, expected) in STATES.into_iter().zip(answers) {
            let stage = match state {
                Tidied => stages[1],
                Late | LateHandedIn => stages[2],
                _ => stages[0],
            };
            let case = Case::reach(&world, stage, state).await;
            cases.push((case, state, command, expected));
        }
    }
    let idle = world.now().await + IDLE * 2;
    tidy_uploads(&world.ctx, stages[1], idle)
        .await
        .expect("tidies");
    for is_late in [false, true] {
        if is_late {
            world.travel(HOUR).await;
            world.close_and_open(stages[2]).await;
        }
        let mut tried = 0;
        for (case, state, command, expected) in &cases {
            if [Late, LateHandedIn].contains(state) == is_late {
                let answer = case.try_to(*command).await;
                assert_eq!(answer, *expected, "{command:?}, {state:?}");
                tried += 1;
            }
        }
        assert_eq!(tried, if is_late { 10 } else { 30 });
    }
}
