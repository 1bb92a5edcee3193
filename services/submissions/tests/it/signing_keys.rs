//! Receipts and protocols stay good when another key signs: rule 10.

use linia_chassis::crypto::{MasterKey, Signer, verify_jws};
use linia_submissions::{
    app::{
        cure_work::get_my_screening,
        shown_receipt::Proof,
        signing_key::{load_or_create, rotate, take_up},
    },
    domain::receipt::{RECEIPT_TYPE, ReceiptPayload},
};
use uuid::Uuid;

use crate::world::{HOUR, MASTER_KEY, Person, World};

fn master_key() -> MasterKey {
    MasterKey::try_from_base64(MASTER_KEY).expect("is a key")
}

async fn taken_up(world: &World) -> bool {
    let (ctx, key) = (&world.ctx, master_key());
    let taken_up = take_up(&ctx.database, &key, &*ctx.identity, &ctx.signer);
    taken_up.await.is_ok()
}

async fn rotated(world: &World) -> Signer {
    let rotated = rotate(&world.ctx.database, &master_key()).await;
    rotated.expect("makes a key")
}

#[tokio::test]
async fn another_key_signs_once_it_is_published() {
    let world = World::create().await;
    let first = world.ctx.signer.public_key();
    assert!(taken_up(&world).await);
    assert_eq!(world.peers.registered(), [first]);

    world.peers.set_away(true);
    let second = rotated(&world).await.public_key();
    assert!(!taken_up(&world).await);
    assert_eq!(world.ctx.signer.public_key(), first);
    let starting = load_or_create(&world.ctx.database, &master_key()).await;
    assert_eq!(starting.expect("loads").public_key(), first);

    world.peers.set_away(false);
    for _ in 0..2 {
        assert!(taken_up(&world).await);
        assert_eq!(world.ctx.signer.public_key(), second);
        assert_eq!(world.peers.registered(), [first, second]);
    }
}

#[tokio::test]
async fn receipt_that_was_signed_before_a_rotation_still_leads_to_its_work() {
    let world = World::create().await;
    assert!(taken_up(&world).await);
    let stage = world.publish(1).await.remove(0);
    world.appoint_jury(stage.challenge).await;
    let people = [Person::new(), Person::new()];
    let mut receipts = Vec::new();
    for (index, person) in people.iter().enumerate() {
        let text = index.to_string();
        let receipt = person.submit(&world, stage.id, &text, Uuid::new_v4());
        let key = world.ctx.signer.public_key();
        let receipt = receipt.await.expect("in time").jws;
        verify_jws::<ReceiptPayload>(&receipt, RECEIPT_TYPE, &key).expect("by the current key");
        receipts.push(receipt);
        rotated(&world).await;
        assert!(taken_up(&world).await);
        assert_ne!(world.ctx.signer.public_key(), key);
    }
    world.travel(HOUR).await;
    world.close_and_open(stage.id).await;
    for (person, receipt) in people.iter().zip(receipts) {
        let proof = Proof {
            stage: stage.id,
            entrant: person.entrant(),
            receipt,
        };
        let standing = get_my_screening(&world.ctx, &person.caller, &proof).await;
        assert!(!standing.expect("leads to the work").is_excluded());
    }
}
