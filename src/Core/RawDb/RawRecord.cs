namespace Countme.Core.RawDb;

/// <summary>A row with its texts, as it is exchanged with other systems.</summary>
/// <param name="UnixSeconds">When.</param>
/// <param name="Host">Who: the address with plain hosts, else 32 hexadecimal digits that stand for it on that UTC day.</param>
/// <param name="Bucket">What for.</param>
public sealed record RawRecord(long UnixSeconds, string Host, Bucket Bucket);
