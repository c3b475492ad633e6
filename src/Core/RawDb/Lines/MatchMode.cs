namespace Countme.Core.RawDb.Lines;

/// <summary>Which requests a line may hold to count.</summary>
public enum MatchMode
{
    /// <summary>GET or HEAD, a query, status 200 or 302; rows with OS fields and an age. What totals are made of.</summary>
    Countme,

    /// <summary>Any method, status and agent, the query optional; rows of time, host, repo and arch.</summary>
    Mirrors,
}
