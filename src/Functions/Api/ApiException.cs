namespace Countme.Functions.Api;

/// <summary>A request that cannot be answered as it is: becomes problem details (RFC 9457).</summary>
/// <param name="status">The HTTP status, 400 or above.</param>
/// <param name="title">What kind of problem it is, the same for all of its kind.</param>
/// <param name="detail">What was found, expected, and what to do.</param>
/// <param name="errors">What is wrong with each parameter or field, by its name.</param>
public sealed class ApiException(
    int status, string title, string detail, IReadOnlyDictionary<string, string>? errors = null) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What kind of problem it is.</summary>
    public string Title { get; } = title;

    /// <summary>What is wrong with each parameter or field.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; } = errors ?? new Dictionary<string, string>();

    /// <summary>Parameters or fields that are wrong.</summary>
    public static ApiException Bad(IReadOnlyDictionary<string, string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return new ApiException(400, "Bad request", "What errors names is wrong; correct it and ask again.", errors);
    }

    /// <summary>Nothing of that name.</summary>
    public static ApiException NotFound(string detail) => new(404, "Not found", detail);
}
