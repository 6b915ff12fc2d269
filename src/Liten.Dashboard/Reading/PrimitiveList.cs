namespace Liten;

/// <summary>Lists what tasks wait for: locks with their holders, channels, signals, tasks, times.</summary>
internal static class PrimitiveList
{
    /// <summary>To find a holder takes as long as to count the tasks, so only the first ones are looked for.</summary>
    private const int MostHolders = 40;

    public static WaitsAnswer Read(IReadOnlyList<WatchedRuntime> runtimes)
    {
        (WatchedRuntime Runtime, WaitGroupSnapshot Group)[] all = [.. runtimes
            .SelectMany(static runtime => runtime.Waits.Get().Select(group => (runtime, group)))
            .OrderByDescending(static it => it.group.Wait.TaskId != 0)
            .ThenByDescending(static it => it.group.Count)];
        int holders = 0;
        return new WaitsAnswer(
            [.. all.Take(WatchedRuntime.MostGroups).Select(it => new WaitGroupAnswer(
                it.Runtime.Number,
                it.Group.Wait.Subject,
                it.Group.Wait.Name,
                it.Group.Wait.Kind,
                it.Group.Count,
                it.Group.OldestId,
                Told.Milliseconds(it.Group.OldestAge),
                it.Group.Wait.TaskId != 0 && holders++ < MostHolders
                    ? OneTaskReader.RowOf(it.Group.Wait.TaskId, runtimes)
                    : null))],
            Math.Max(0, all.Length - WatchedRuntime.MostGroups),
            0);
    }
}
