//! The update itself.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::members::{Members, REPLICAS};
use super::verdict::unanswered;
use crate::faults::call::Progress;
use crate::faults::load::Manner;
use crate::faults::oracle::quiet::Rest;
use crate::faults::scene::options;
use crate::faults::{Crowd, Drill, Result, Scene, Table};
use crate::stack::{Layout, Options, Service, System};
use crate::story::{Clients, Narrator, World};

/// From which build to which.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Directory of the programs that serve first; `None`: beside the running program.
    pub old: Option<PathBuf>,
    /// Directory of the programs that set up, and take over; `None`: beside the running program.
    pub new: Option<PathBuf>,
    /// How many calls of each kind are done between two steps.
    pub calls: usize,
}

type Cluster = BTreeMap<Service, Members>;

/// Starts two replicas of each service from the old build on the schema of the new one, lets people
/// write and read, and replaces one replica after the other.
///
/// # Errors
/// When a step cannot be carried out. What the oracle finds is in the table.
pub async fn play(base: Options, plan: Plan, narrator: Narrator) -> Result<Table> {
    let new = match &plan.new {
        Some(directory) => directory.clone(),
        None => Layout::discover()?.programs,
    };
    let mut cluster = Cluster::new();
    for service in Service::ALL {
        cluster.insert(service, Members::none(service).await?);
    }
    let options = Options {
        programs: plan.old.clone(),
        set_up_programs: Some(new.clone()),
        ..options(base)
    };
    let options = call_through_fronts(options, &cluster);
    let system = System::start(options, &|step| narrator.say(step)).await?;
    for members in cluster.values_mut() {
        members.fill(&system, &new).await?;
    }
    call_all_replicas(&mut cluster, &system);
    let clients = Clients::over(|service| cluster[&service].channel.clone());
    let world = World::around(system, clients, narrator).await?;
    let crowd = Crowd {
        askers: 2,
        entrants: 2,
        extends: true,
        reads: true,
    };
    let mut drill = Drill::new(Scene::gather(world, crowd).await?);
    let updated = update(&mut drill, &mut cluster, plan.calls).await;
    drill.add(unanswered(&drill.recorder.calls()));
    if updated.is_ok() {
        drill.judge(Rest::Redeliveries).await?;
    }
    let table = drill.end().await;
    updated.map(|()| table)
}

/// One service after the other, under one load.
async fn update(drill: &mut Drill, cluster: &mut Cluster, calls: usize) -> Result<()> {
    drill.begin("old").await?;
    let load = drill.load(Manner::OnceMore);
    drill.wait_for_more(some(calls)).await?;
    drill.close();
    for (service, members) in cluster {
        drill.begin(format!("{service} is replaced")).await?;
        for _ in 0..REPLICAS {
            members.surge().await?;
            drill.wait_for_more(some(calls)).await?;
            members.retire(&mut drill.scene.world.system).await?;
            drill.wait_for_more(some(calls)).await?;
        }
        drill.close();
    }
    drill.begin("new").await?;
    drill.wait_for_more(some(calls)).await?;
    load.end().await;
    drill.close();
    Ok(())
}

/// Builds from before services spread their calls know one address of each peer.
fn call_through_fronts(mut options: Options, cluster: &Cluster) -> Options {
    for service in Service::ALL {
        let variables = options.service_env.entry(service).or_default();
        for (peer, members) in cluster {
            variables.insert(peer_setting(service, *peer), members.front.endpoint());
        }
    }
    options
}

/// Those to come call each replica of a peer by its own address. Most of the time half of the
/// addresses are dead, which is worse than what a cluster's DNS tells.
fn call_all_replicas(cluster: &mut Cluster, system: &System) {
    let addresses: Vec<_> = cluster
        .iter()
        .map(|(peer, members)| (*peer, members.addresses(system)))
        .collect();
    for (service, members) in cluster {
        for (peer, addresses) in &addresses {
            members.set_env(&peer_setting(*service, *peer), addresses);
        }
    }
}

fn peer_setting(service: Service, peer: Service) -> String {
    service.variable(&format!("PEERS__{}", peer.name().to_uppercase()))
}

const fn some(calls: usize) -> Progress {
    Progress {
        asked: calls,
        submitted: calls,
        registered: calls,
        extended: 1,
        looked: calls,
        unknown: 0,
    }
}
