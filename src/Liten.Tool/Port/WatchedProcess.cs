using System.Diagnostics;
using Microsoft.Diagnostics.NETCore.Client;

namespace Liten.Tool;

/// <summary>A .NET process that can be asked.</summary>
internal sealed class WatchedProcess
{
    private WatchedProcess(int id, string name)
    {
        Id = id;
        Name = name;
        Port = new DiagnosticsClient(id);
    }

    public int Id { get; }

    public string Name { get; }

    public DiagnosticsClient Port { get; }

    /// <summary>Those of this user that have a diagnostics port, without the tool itself.</summary>
    public static IEnumerable<WatchedProcess> All()
    {
        foreach (int id in DiagnosticsClient.GetPublishedProcesses()
            .Where(static id => id != Environment.ProcessId).Order())
        {
            // A port may be left of a process that has died.
            if (NameOf(id) is { } name)
            {
                yield return new WatchedProcess(id, name);
            }
        }
    }

    /// <exception cref="ToolException">There is none of that number, or it cannot be asked.</exception>
    public static WatchedProcess Find(int id)
    {
        string? name = NameOf(id);
        bool hasPort = DiagnosticsClient.GetPublishedProcesses().Contains(id);
        var facts = new ProcessFacts(id, name, hasPort, Users.OwnerOf(id), Environment.UserName, Modules.HasNet(id));
        return facts.WhyNot() is { } refusal ? throw new ToolException(refusal) : new WatchedProcess(id, name!);
    }

    public override string ToString() => $"process {Id} ({Name})";

    private static string? NameOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return process.ProcessName;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
