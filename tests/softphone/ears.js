// What a page sounds like, for a test: the peaks of the spectrum, in hertz, of each remote sound, and
// of what it plays itself to be noticed.
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
      ears.set(track, analyserOf(context, context.createMediaStreamSource(new MediaStream([track]))));
    }
    return ears.get(track);
  }

  const played = [];
  const Context = window.AudioContext;
  window.AudioContext = class extends Context {
    createBufferSource() {
      const source = super.createBufferSource();
      played.push({ context: this, analyser: analyserOf(this, source) });
      return source;
    }
  };

  function analyserOf(context, source) {
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    analyser.smoothingTimeConstant = 0;
    source.connect(analyser);
    return analyser;
  }

  function peaks(analyser) {
    const loud = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(loud);
    const width = analyser.context.sampleRate / analyser.fftSize;
    const found = [];
    for (let at = 2; at < loud.length - 2; at += 1) {
      const around = loud.slice(at - 2, at + 3);
      if (loud[at] > -45 && loud[at] === Math.max(...around)) found.push(at * width);
    }
    return found;
  }

  // How much of a stretch of sound this tone is, by power (Goertzel's sum).
  function share(stretch, turn) {
    let [real, imaginary, whole] = [0, 0, 0];
    stretch.forEach((one, at) => {
      real += one * Math.cos(turn * at);
      imaginary += one * Math.sin(turn * at);
      whole += one * one;
    });
    return whole && (2 * (real * real + imaginary * imaginary)) / (stretch.length * whole);
  }

  // How much of a recording each of these tones is: the median over tenths of a second of its second half, as
  // a sound that stumbles (a busy machine) begins anew at another phase, and over longer stretches cancels itself.
  window.recordedShares = async (url, tones) => {
    const packed = await (await fetch(url)).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(packed);
    const mono = new Float32Array(sound.length);
    for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
      sound.getChannelData(channel).forEach((one, at) => (mono[at] += one));
    }
    const tenth = sound.sampleRate / 10;
    const stretches = [];
    for (let at = Math.floor(mono.length / 2); at + tenth <= mono.length; at += tenth) {
      stretches.push(mono.subarray(at, at + tenth));
    }
    return tones.map((hertz) => {
      const turn = (2 * Math.PI * hertz) / sound.sampleRate;
      const shares = stretches.map((stretch) => share(stretch, turn)).sort((one, other) => one - other);
      return shares[Math.floor(shares.length / 2)];
    });
  };

  // What sounds now, and on which device.
  window.ringing = () =>
    played
      .filter((one) => one.context.state === "running")
      .map((one) => ({ device: one.context.sinkId, hertz: peaks(one.analyser) }))
      .filter((one) => one.hertz.length > 0);
  window.maySound = () => played.some((one) => one.context.state === "running");

  window.heardHertz = () => {
    const tracks = [...connections]
      .filter((one) => one.connectionState !== "closed")
      .flatMap((one) => one.getReceivers().map((receiver) => receiver.track))
      .filter((track) => track?.kind === "audio" && track.readyState === "live");
    return tracks.flatMap((track) => peaks(listen(track)));
  };
})();
