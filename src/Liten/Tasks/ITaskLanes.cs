namespace Liten;

/// <summary>The lanes of a runtime, as a task knows them: <see cref="TaskLanes"/> is what they are.</summary>
internal interface ITaskLanes
{
    /// <summary>The number of a lane.</summary>
    /// <exception cref="ArgumentException">There is no lane of that name.</exception>
    byte Find(string name);

    string NameOf(byte lane);

    /// <summary>
    /// Somebody waits for the task's end. If that is code of a better lane, the task runs for it from here on.
    /// </summary>
    void Joined(AbortScope task, AbortScope? joiner);
}
