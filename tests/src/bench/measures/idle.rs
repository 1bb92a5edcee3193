//! What a service costs while nobody calls, and how soon it serves.

use std::time::Instant;

use crate::{
    bench::{Ground, Plan, error::Result, figures::Spread, machine, readiness::time_until_ready},
    stack::Service,
};

/// What a service costs while nobody calls.
#[derive(Debug, Clone)]
pub struct Idle {
    /// Which one.
    pub service: Service,
    /// From the start of the process until it says that it serves, in milliseconds.
    pub start: Spread,
    /// Resident memory in MiB.
    pub resident: Spread,
    /// What of it is the process' own: the rest are pages of the program's file, which processes
    /// share and the system may drop.
    pub anonymous: Spread,
}

pub(super) async fn measure(ground: &mut Ground, plan: &Plan) -> Result<Vec<Idle>> {
    ground.only(&Service::ALL).await?;
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        rounds.push(round(ground, plan).await?);
    }
    let of = |place: usize, value: fn(&Sample) -> f64| {
        Spread::of(rounds.iter().map(|samples| value(&samples[place])))
    };
    let services = Service::ALL.into_iter().enumerate();
    Ok(services
        .map(|(place, service)| Idle {
            service,
            start: of(place, |sample| sample.start),
            resident: of(place, |sample| sample.resident),
            anonymous: of(place, |sample| sample.anonymous),
        })
        .collect())
}

struct Sample {
    start: f64,
    resident: f64,
    anonymous: f64,
}

/// Starts each anew, alone, and looks at all of them when they have come to rest.
async fn round(ground: &mut Ground, plan: &Plan) -> Result<Vec<Sample>> {
    let mut starts = Vec::new();
    for service in Service::ALL {
        let process = ground.world.system.service_mut(service);
        process.stop().await;
        let start = Instant::now();
        process.launch().await?;
        let ready = time_until_ready(start, process.channel()).await?;
        starts.push(ready.as_secs_f64() * 1e3);
    }
    tokio::time::sleep(plan.settle).await;
    let samples = Service::ALL.into_iter().zip(starts);
    Ok(samples
        .map(|(service, start)| Sample {
            start,
            resident: memory(ground, service, "VmRSS"),
            anonymous: memory(ground, service, "RssAnon"),
        })
        .collect())
}

/// In MiB.
fn memory(ground: &Ground, service: Service, kind: &str) -> f64 {
    let status = ground
        .world
        .system
        .service(service)
        .pid()
        .map(|pid| format!("/proc/{pid}/status"));
    status
        .and_then(|path| machine::value(path, kind))
        .and_then(|text| text.split(' ').next()?.parse::<f64>().ok())
        .map_or(f64::NAN, |kibibytes| kibibytes / 1024.0)
}
