namespace Countme.Adapters.Compression.Decoders;

/// <summary>What one call of a decoder did.</summary>
/// <param name="ConsumedBytes">Stored bytes taken.</param>
/// <param name="ProducedBytes">Content bytes written.</param>
/// <param name="IsMemberEnd">Whether the member (gzip), stream (xz, bzip2) or frame (zstd) is complete and verified.</param>
/// <param name="Problem">Why decoding cannot go on, or null.</param>
internal readonly record struct DecodeStep(int ConsumedBytes, int ProducedBytes, bool IsMemberEnd, DecodeProblem? Problem);

/// <summary>Why a decoder gave up: three parts of a <see cref="DamagedArchiveException"/>'s message.</summary>
/// <param name="Found">What is there.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Remedy">A sentence on what to do, or null for the usual one.</param>
internal sealed record DecodeProblem(string Found, string Expected, string? Remedy = null);
