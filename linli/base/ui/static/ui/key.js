// A key nobody guesses, for a request that may be sent twice and is done once. Works without HTTPS too, where
// browsers have no randomUUID: in a hall's own network the server has a name and often no certificate.
window.linliKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
