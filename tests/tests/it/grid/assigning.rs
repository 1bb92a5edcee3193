//! What the jury does where works are opened by two people and distributed.

use serde_json::json;

use super::cast::Cast;
use super::contest::Contest;
use crate::bad_input::stand::Stand;

impl Contest {
    /// An editor and the chair ask for the opening.
    pub(super) async fn open_by_two(&self, stand: &Stand, cast: &Cast) {
        for person in [&cast.tychy.editor, &cast.chair] {
            let body = json!({"stage": self.stage});
            let rpc = "OpeningService/OpenStage";
            stand.wire.done(person.clients(), rpc, body).await;
        }
    }

    /// Two of those who declare read each work. Who gets which is not left to the draw: two have a
    /// conflict with the entrant, so the others read the entrant's work and they the rival's; then
    /// one of them leaves, and whoever has declared since takes over, and is the only substitute
    /// for the entrant's.
    pub(super) async fn distribute(&mut self, stand: &Stand, cast: &Cast) {
        let conflict = [cast.entrant.account.as_str()];
        self.declare(stand, &cast.chair, &[]).await;
        self.declare(stand, &cast.juror, &[]).await;
        self.declare(stand, &cast.unassigned, &conflict).await;
        self.declare(stand, &cast.recused, &conflict).await;
        self.draw(stand, cast).await;
        self.leave(stand, &cast.recused).await;
        self.declare(stand, &cast.substitute, &[]).await;
        self.draw(stand, cast).await;
        self.find_work(stand, cast).await;
    }

    async fn draw(&self, stand: &Stand, cast: &Cast) {
        let body = json!({"stage": self.stage});
        let rpc = "AssignmentService/DrawAssignments";
        stand.wire.done(cast.chair.clients(), rpc, body).await;
    }

    /// The entrant's work has a defect that can be cured.
    pub(super) async fn screen(&self, stand: &Stand, cast: &Cast) {
        let defect = json!({"work": self.work, "reason": "Za długa."});
        let body = json!({"stage": self.stage, "defects": [defect]});
        let rpc = "ScreeningService/ReportDefects";
        stand.wire.done(cast.chair.clients(), rpc, body).await;
    }
}
