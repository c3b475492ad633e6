using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A function that answers HTTP requests.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method; the caller needs a key of the function.</summary>
    public HttpTriggerAttribute() => AuthLevel = AuthorizationLevel.Function;

    /// <summary>The given methods, with no key: this constructor leaves the level at its first value.</summary>
    public HttpTriggerAttribute(params string[] methods) => Methods = methods;

    /// <summary>Any method, at the given level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel) => AuthLevel = authLevel;

    /// <summary>The given methods, at the given level.</summary>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>Route below <c>api/</c>, with parameters as in <c>weeks/{site}</c>; null: the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>Methods the function answers, such as <c>get</c>; null or empty: all.</summary>
    public string[]? Methods { get; private set; }

    /// <summary>Key that a caller needs.</summary>
    public AuthorizationLevel AuthLevel { get; private set; }
}
