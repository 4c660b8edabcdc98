// What a page's calls sound like, for a test: the peaks of each remote sound's spectrum, in hertz.
(() => {
  const connections = new Set();
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given);
      connections.add(this);
    }
  };
  const ears = new WeakMap();
  let context;

  function listen(track) {
    if (!ears.has(track)) {
      context ??= new AudioContext();
      const analyser = context.createAnalyser();
      analyser.fftSize = 8192;
      analyser.smoothingTimeConstant = 0;
      context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      ears.set(track, analyser);
    }
    return ears.get(track);
  }

  function peaks(analyser) {
    const loud = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(loud);
    const width = context.sampleRate / analyser.fftSize;
    const found = [];
    for (let at = 2; at < loud.length - 2; at += 1) {
      const around = loud.slice(at - 2, at + 3);
      if (loud[at] > -45 && loud[at] === Math.max(...around)) found.push(at * width);
    }
    return found;
  }

  window.heardHertz = () => {
    const tracks = [...connections]
      .filter((one) => one.connectionState !== "closed")
      .flatMap((one) => one.getReceivers().map((receiver) => receiver.track))
      .filter((track) => track?.kind === "audio" && track.readyState === "live");
    return tracks.flatMap((track) => peaks(listen(track)));
  };
})();
