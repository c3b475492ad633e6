using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Countme.LocalHost.Startup;

/// <summary>An app to be served.</summary>
/// <param name="Types">Types that hold functions.</param>
/// <param name="Settings">Settings of the app; <c>AzureWebJobsStorage</c> is where the host keeps its tables.</param>
internal sealed record HostPlan(IEnumerable<Type> Types, IConfiguration Settings)
{
    /// <summary>Registers what functions get in their constructors.</summary>
    public Action<IServiceCollection, IConfiguration> Configure { get; init; } = (_, _) => { };

    /// <summary>How to serve it.</summary>
    public LocalHostOptions Options { get; init; } = new();

    /// <summary>The time.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
