using System.Reflection;
using Countme.LocalHost.Blobs;
using Countme.LocalHost.Timers;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Countme.LocalHost.Discovery;

/// <summary>A method with a <c>[Function]</c> attribute, checked and ready to be called.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Method">The method.</param>
/// <param name="TriggerParameter">The parameter that the trigger fills.</param>
/// <param name="Trigger">The trigger's attribute.</param>
internal sealed record FunctionMethod(string Name, MethodInfo Method, ParameterInfo TriggerParameter, TriggerBindingAttribute Trigger)
{
    /// <summary>Schedule of a timer function.</summary>
    public Ncrontab? Schedule { get; init; }

    /// <summary>Container and names of a blob function.</summary>
    public BlobPattern? Blobs { get; init; }

    /// <summary>Connection of a blob function: a connection string, or the address of an account.</summary>
    public string? Connection { get; init; }
}

/// <summary>The app's functions cannot be served as they are.</summary>
internal sealed class FunctionCatalogException(IReadOnlyList<string> problems) : Exception(
    "The functions cannot be served:" + string.Concat(problems.Select(problem => "\n  " + problem)));
