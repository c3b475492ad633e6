namespace Countme.LocalHost.Startup;

/// <summary>Which emulators to start.</summary>
/// <param name="Folder">The folder <c>emulators</c>.</param>
/// <param name="Data">Where Azurite keeps its files.</param>
/// <param name="IsApart">Whether they are started on free ports although some listen on the usual ones.</param>
internal sealed record EmulatorPlan(string Folder, string Data, bool IsApart);
