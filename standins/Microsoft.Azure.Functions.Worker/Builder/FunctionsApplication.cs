namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Entry of a function app in the isolated worker model.</summary>
public class FunctionsApplication
{
    /// <summary>
    /// Makes a builder with the worker's defaults: settings from the environment and the command line, logging, services.
    /// </summary>
    /// <param name="args">Arguments of the command line; the Functions host passes its address in them.</param>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}
