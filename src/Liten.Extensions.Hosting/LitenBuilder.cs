using Microsoft.Extensions.DependencyInjection;

namespace Liten;

internal sealed record LitenBuilder(string Name, IServiceCollection Services) : ILitenBuilder;
