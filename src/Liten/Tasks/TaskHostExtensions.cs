namespace Liten;

/// <summary>The register of a host, for those who know handles: a host itself does not.</summary>
internal static class TaskHostExtensions
{
    /// <summary>The tasks that are alive.</summary>
    public static List<JoinHandle> LiveTasks(this TaskHost host)
        => host.Live.Snapshot().ConvertAll(static task => (JoinHandle)task);
}
