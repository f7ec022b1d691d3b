"""The hall's machines: kiosks that go on without the network, and printers."""
