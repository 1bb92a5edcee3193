"""Each rule of compose.py refuses what it is there for. Run by `make check-kubernetes`."""

import copy
import unittest

import compose

SERVICE = {"image": "engine:1", "networks": ["n"], "volumes": ["data:/data"], "command": ["--listen=:80"]}
WHOLE = {"services": {"engine": SERVICE}, "networks": {"n": {}}, "volumes": {"data": {}}}


class Compose(unittest.TestCase):
    def setUp(self):
        self.whole = copy.deepcopy(WHOLE)
        self.service = self.whole["services"]["engine"]

    def test_unknown_keys_are_named(self):
        self.assertEqual(list(compose.keys(self.service)), [])
        self.service["imge"] = self.service["healthcheck"] = {"tset": []}
        self.assertEqual(len(list(compose.keys(self.service))), 2)

    def test_what_is_waited_for_can_come(self):
        for condition, other, ok in (
            ("service_started", {}, True),
            ("service_healthy", {}, False),
            ("service_healthy", {"healthcheck": {}}, True),
            ("service_completed_successfully", {}, True),
            ("service_completed_successfully", {"restart": "unless-stopped"}, False),
            ("service_ready", {}, False),
            ("service_started", None, False),
        ):
            self.whole["services"] |= {"other": other} if other is not None else {}
            self.service["depends_on"] = {"other" if other is not None else "nobody": {"condition": condition}}
            self.assertEqual(not list(compose.waits(self.service, self.whole)), ok, (condition, other))
        self.service["networks"] = ["elsewhere"]
        self.assertTrue(list(compose.waits(self.service, self.whole)))

    def test_files_secrets_and_volumes_are_there(self):
        self.assertEqual(list(compose.mounts(self.service, self.whole, set())), [])
        for volume in ("other:/data", "./nothing:/x", "data:relative", compose.SECRETS + "it:/x"):
            self.service["volumes"] = [volume] if "LINIA" not in volume else [{"source": volume[:-3], "target": "/x"}]
            self.assertTrue(list(compose.mounts(self.service, self.whole, set())), volume)
        self.assertEqual(list(compose.mounts(self.service, self.whole, {"it"})), [])

    def test_ports_are_listened_on_and_open_to_this_machine_alone(self):
        for port, ok in (("127.0.0.1:8080:80", True), ("127.0.0.1:8080:81", False), ("8080:80", False)):
            self.service["ports"] = [port]
            self.assertEqual(not list(compose.ports("engine", self.service)), ok, port)

    def test_demo_only_publishes_ports(self):
        for name, service, ok in (
            ("engine", {"ports": ["127.0.0.1::80"]}, True),
            ("engine", {"ports": ["127.0.0.1::80"], "image": "other"}, False),
            ("engine", {"ports": ["80:80"]}, False),
            ("other", {"ports": ["127.0.0.1::80"]}, False),
        ):
            demo = {"services": {name: service}}
            self.assertEqual(not list(compose.demo(demo, self.whole)), ok, (name, service))

    def test_engines_are_of_one_version(self):
        pod = {"spec": {"containers": [{"image": "engine:1"}]}}
        overlay = [{"spec": {"template": pod}}]
        self.assertEqual(list(compose.theirs(self.service, overlay)), [])
        self.assertTrue(list(compose.theirs({"image": "engine:2"}, overlay)))
        self.assertTrue(list(compose.theirs({"image": "other"}, overlay)))


if __name__ == "__main__":
    unittest.main()
