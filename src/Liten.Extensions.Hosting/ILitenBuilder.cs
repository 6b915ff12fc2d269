using Microsoft.Extensions.DependencyInjection;

namespace Liten;

/// <summary>What more can be said about a runtime that was added to a host: by <see cref="LitenBuilderExtensions"/>.</summary>
public interface ILitenBuilder
{
    /// <summary>The runtime's name: the key of its services, and the name of its options.</summary>
    string Name { get; }

    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }
}
