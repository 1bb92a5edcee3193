"""Each rule of policy.py refuses what it is there for. Run by `make check-kubernetes`."""

import copy
import subprocess
import tempfile
import unittest

import alerts
import policy
import routes
import secret
import yaml

CONTAINER = {
    "name": "it",
    "image": "linia-it:1",
    "resources": {
        "requests": {"cpu": "1", "memory": "1Mi", "ephemeral-storage": "1Mi"},
        "limits": {"memory": "1Mi", "ephemeral-storage": "1Mi"},
    },
    "readinessProbe": {"grpc": {"port": 1}},
    "livenessProbe": {"grpc": {"port": 1}},
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    },
}
POD = {
    "serviceAccountName": "it",
    "automountServiceAccountToken": False,
    "securityContext": {"runAsNonRoot": True, "runAsUser": 1, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [CONTAINER],
}


def resource(kind: str, spec: dict, name: str = "it") -> dict:
    return {"kind": kind, "metadata": {"name": name, "namespace": "n"}, "spec": spec}


def resources() -> list[dict]:
    return copy.deepcopy(
        [
            resource("ServiceAccount", {}),
            resource("NetworkPolicy", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}),
            resource("Service", {"selector": {"app": "it"}}),
            resource("Deployment", {"template": {"metadata": {"labels": {"app": "it"}}, "spec": POD}}),
        ]
    )


def change(of: dict, path: str, value) -> None:
    *steps, last = path.split(".")
    for step in steps:
        of = of[int(step)] if step.isdigit() else of.setdefault(step, {})
    if value is None:
        del of[last]
    else:
        of[last] = value


POD_RULES = {
    "hostNetwork": (True, "hostNetwork"),
    "automountServiceAccountToken": (None, "automountServiceAccountToken"),
    "serviceAccountName": ("default", "serviceAccountName"),
    "securityContext.sysctls": ([{}], "sysctls"),
    "securityContext.runAsNonRoot": (None, "runAsNonRoot"),
    "securityContext.runAsUser": (0, "runAsUser"),
    "securityContext.seccompProfile.type": ("Unconfined", "seccompProfile"),
    "volumes": ([{"name": "v", "hostPath": {}}], "volume v is of a kind"),
    "containers.0.securityContext.privileged": (True, "privileged"),
    "containers.0.securityContext.allowPrivilegeEscalation": (None, "allowPrivilegeEscalation"),
    "containers.0.securityContext.readOnlyRootFilesystem": (False, "readOnlyRootFilesystem"),
    "containers.0.securityContext.capabilities.drop": ([], "drop all"),
    "containers.0.securityContext.capabilities.add": (["NET_RAW"], "add capabilities"),
    "containers.0.securityContext.procMount": ("Unmasked", "procMount"),
    "containers.0.securityContext.appArmorProfile": ({"type": "Unconfined"}, "appArmorProfile"),
    "securityContext.appArmorProfile": ({"type": "Unconfined"}, "appArmorProfile"),
    "containers.0.securityContext.windowsOptions": ({"hostProcess": True}, "hostProcess"),
    "securityContext.windowsOptions": ({"hostProcess": True}, "hostProcess"),
    "containers.0.securityContext.seLinuxOptions": ({"type": "spc_t"}, "seLinuxOptions"),
    "securityContext.seLinuxOptions": ({"user": "system_u"}, "seLinuxOptions"),
    "ephemeralContainers": ([{}], "ephemeralContainers"),
    "containers.0.lifecycle": ({"preStop": {"tcpSocket": {"host": "h"}}}, "name a host"),
    "containers.0.ports": ([{"hostPort": 1}], "ports of the host"),
    "containers.0.env": ([{"name": "ITS_ENDPOINT", "value": "nowhere:4317"}], "names nowhere"),
    "containers.0.livenessProbe": ({"httpGet": {"host": "h"}}, "name a host"),
    "containers.0.readinessProbe": (None, "must have a readinessProbe"),
    "containers.0.resources.requests.cpu": (None, "request cpu"),
    "containers.0.resources.limits.memory": (None, "limit memory"),
    "containers.0.resources.limits.cpu": ("1", "not limit cpu"),
    "containers.0.image": ("r.example:5000/it", "fixed version"),
    "containers.0.volumeMounts": ([{"name": "nowhere"}], "volume nowhere is not there"),
}


class Policy(unittest.TestCase):
    def test_what_is_right_has_no_problems(self):
        self.assertEqual(policy.problems(resources()), [])

    def test_each_rule_for_pods_refuses_what_it_is_there_for(self):
        for path, (value, expected) in POD_RULES.items():
            documents = resources()
            change(documents[3]["spec"]["template"]["spec"], path, value)
            found = policy.problems(documents)
            self.assertTrue(any(expected in it for it in found), f"{path}: {found}")

    def test_references_and_selectors_must_lead_somewhere(self):
        for kind, spec, expected in (
            ("Service", {"selector": {"app": "other"}}, "selects no pod"),
            ("PodDisruptionBudget", {"selector": {"matchLabels": {"app": "other"}}}, "selects no pod"),
            ("HorizontalPodAutoscaler", {"scaleTargetRef": {"kind": "Deployment", "name": "other"}}, "not there"),
        ):
            found = policy.problems([*resources(), resource(kind, spec)])
            self.assertTrue(any(expected in it for it in found), f"{kind}: {found}")
        for volume in ({"configMap": {"name": "c"}}, {"projected": {"sources": [{"configMap": {"name": "c"}}]}}):
            documents = resources()
            documents[3]["spec"]["template"]["spec"]["volumes"] = [{"name": "v", **volume}]
            self.assertTrue(policy.problems(documents), volume)

    def test_namespace_is_closed_and_restricted(self):
        documents = [it for it in resources() if it["kind"] != "NetworkPolicy"]
        self.assertIn("namespace n: no policy closes it", policy.problems(documents))
        documents = [it for it in resources() if it["kind"] not in ("NetworkPolicy", "Deployment", "Service")]
        self.assertEqual(policy.problems(documents), [])
        self.assertIn("namespace n: no policy closes it", policy.problems([*documents, resource("Cluster", {})]))
        space = {"kind": "Namespace", "metadata": {"name": "n", "labels": {}}}
        self.assertTrue(any("restricted" in it for it in policy.problems([*resources(), space])))


    def test_stores_of_backups_must_be_there(self):
        plugin = {"parameters": {"barmanObjectName": "s"}}
        for spec in ({"plugins": [plugin]}, {"externalClusters": [{"plugin": plugin}]}):
            documents = [*resources(), resource("Cluster", spec)]
            self.assertEqual(policy.problems(documents), ["Cluster it: ObjectStore s is not there"])
            self.assertEqual(policy.problems([*documents, resource("ObjectStore", {}, "s")]), [])


class Secrets(unittest.TestCase):
    def test_what_is_mounted_is_made_and_nothing_else(self):
        documents = resources()
        documents[3]["spec"]["template"]["spec"]["volumes"] = [{"name": "v", "secret": {"secretName": "s"}}]
        there = resource("Secret", {}, "s")
        self.assertEqual(secret.problems([there], documents), [])
        self.assertEqual(len(secret.problems([], documents)), 1)
        self.assertEqual(len(secret.problems([there, resource("Secret", {}, "other")], documents)), 1)

    def test_what_others_must_bring_is_asked_for(self):
        with tempfile.TemporaryDirectory() as directory:
            for option, missing in (("--production", "smtp-password"), ("--roles", "access-key-id")):
                with self.assertRaises(subprocess.CalledProcessError) as refused:
                    secret.run(directory, option)
                self.assertIn(missing, refused.exception.stderr)


PROTO = """\
package linia.it.v1;
service OpenService {
  // Says something. Caller: anyone.
  rpc Say(Request) returns (Reply);
  // Adds the calling service's key. Caller: the
  // service itself.
  rpc Add(Request) returns (Reply);
}
service ClosedService {
  // Says something. Caller:
  // the service it.
  rpc Say(Request) returns (Reply);
}
"""


class Routes(unittest.TestCase):
    def test_what_services_keep_among_themselves_is_not_offered(self):
        self.assertEqual(routes.offered(PROTO), {"linia.it.v1.OpenService"})

    def test_routes_lead_to_all_that_is_offered_and_to_nothing_else(self):
        rules = [
            {"matches": [{"method": {"service": it}}], "backendRefs": [{"name": it.split(".")[1]}]}
            for it in sorted(routes.contracts())
        ]
        self.assertEqual(routes.problems([resource("GRPCRoute", {"rules": rules})]), [])
        self.assertEqual(len(routes.problems([resource("GRPCRoute", {"rules": rules[1:]})])), 1)
        inside = {"matches": [{"method": {"service": "linia.identity.v1.KeyShareService"}}], "backendRefs": [{"name": "identity"}]}
        self.assertEqual(len(routes.problems([resource("GRPCRoute", {"rules": [*rules, inside]})])), 1)
        rules[0]["backendRefs"][0]["name"] = "other"
        self.assertEqual(len(routes.problems([resource("GRPCRoute", {"rules": rules})])), 1)


class Alerts(unittest.TestCase):
    def test_resource_says_what_the_rules_say(self):
        rules = yaml.safe_load(alerts.RULES.read_text(encoding="utf-8"))
        self.assertEqual(yaml.safe_load(alerts.resource())["spec"], rules)


if __name__ == "__main__":
    unittest.main()
