using System.Diagnostics;

namespace Liten;

/// <content>What another thread may read of a turn that does not end.</content>
internal partial class Turn
{
    private Published<StackTrace> _blockedAt;
    private Published<SystemThread> _thread;

    /// <summary>The thread itself, for who asks the system what it does. Set by that thread.</summary>
    public SystemThread? Thread
    {
        get => _thread.Value;
        set => _thread.Set(value);
    }

    /// <summary>
    /// Where the thread waits in user code; null if it does not, or not for long yet. Set by that thread.
    /// </summary>
    public StackTrace? BlockedAt
    {
        get => _blockedAt.Value;
        set => _blockedAt.Set(value);
    }
}
