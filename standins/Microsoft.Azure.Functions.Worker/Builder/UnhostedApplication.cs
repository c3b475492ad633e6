using Microsoft.Extensions.Hosting;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>What a function app is with stand-ins: its services, and a start that says how to build the one that runs.</summary>
internal sealed class UnhostedApplication(IHost inner) : IHost
{
    private const string Explanation =
        """
        This function app was built with stand-ins for the Azure Functions packages, expected the packages themselves: the Functions
        host cannot run it. Publish it (dotnet publish src/Functions), which always takes the packages, or set AzureSdk=packages in
        the environment and build again. On one machine, with no Functions host: dotnet run --project src/LocalHost
        """;

    public IServiceProvider Services => inner.Services;

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Console.Error.WriteLine(Explanation);
        Environment.Exit(1);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public void Dispose() => inner.Dispose();
}
